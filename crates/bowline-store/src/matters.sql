-- Matters of declared kinds: the words of a kind are values here, never columns.

CREATE TABLE matter (
  id          INTEGER PRIMARY KEY,
  subject     BLOB NOT NULL UNIQUE,
  version     INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  place       TEXT NOT NULL,
  province    TEXT,
  city        TEXT,
  county      TEXT,
  township    TEXT,
  site        BLOB,
  unit        TEXT,
  sector      TEXT,
  text        TEXT NOT NULL,
  facet       TEXT,
  grave       INTEGER NOT NULL,
  phase       TEXT NOT NULL,
  stage       TEXT NOT NULL,
  open        INTEGER NOT NULL,
  light       INTEGER NOT NULL,
  began       TEXT NOT NULL,
  due_at      INTEGER,
  provisional INTEGER NOT NULL,
  late_beside INTEGER NOT NULL,
  owner       TEXT,
  act         TEXT,
  raised_to   TEXT,
  returned    INTEGER NOT NULL,
  -- The matter that it comes from, and how.
  from_subject BLOB,
  from_word   TEXT,
  -- Two answers by which it is also found.
  find_one    TEXT,
  find_two    TEXT
);
-- The kind leads: a list is of one kind. A row id ends every index, and the phase stands behind it, as for hazards.
CREATE INDEX matter_due          ON matter (kind, due_at, id, phase)           WHERE open = 1;
CREATE INDEX matter_due_province ON matter (kind, province, due_at, id, phase) WHERE open = 1;
CREATE INDEX matter_due_city     ON matter (kind, city, due_at, id, phase)     WHERE open = 1;
CREATE INDEX matter_due_county   ON matter (kind, county, due_at, id, phase)   WHERE open = 1;
CREATE INDEX matter_due_township ON matter (kind, township, due_at, id, phase) WHERE open = 1 AND township IS NOT NULL;
CREATE INDEX matter_began          ON matter (kind, began);
CREATE INDEX matter_began_province ON matter (kind, province, began);
CREATE INDEX matter_began_city     ON matter (kind, city, began);
CREATE INDEX matter_began_county   ON matter (kind, county, began);
CREATE INDEX matter_began_township ON matter (kind, township, began) WHERE township IS NOT NULL;
CREATE INDEX matter_began_site     ON matter (site, kind, began) WHERE site IS NOT NULL;
CREATE INDEX matter_from       ON matter (from_subject) WHERE from_subject IS NOT NULL;
-- Open ones by dossier, for the proof that each of them has a live duty.
CREATE INDEX matter_open ON matter (subject, open) WHERE open = 1;

-- Words of a matter, its scopes and its kind. Words may change: an answer may be given anew.
CREATE VIRTUAL TABLE matter_text USING fts5 (words, scope, kind, content = '', contentless_delete = 1,
  tokenize = "unicode61 categories 'L* N* Co So'", prefix = '1');

CREATE TABLE matter_tally (
  place      TEXT NOT NULL,
  kind       TEXT NOT NULL,
  begun      INTEGER NOT NULL,
  open       INTEGER NOT NULL,
  open_grave INTEGER NOT NULL,
  overdue    INTEGER NOT NULL,
  raised     INTEGER NOT NULL,
  done       INTEGER NOT NULL,
  PRIMARY KEY (place, kind)
) WITHOUT ROWID;
