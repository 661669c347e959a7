-- The log, the read tables, and what the installation keeps for itself. Messages to people stand in messages.sql.
-- The log is the only truth: every table between the two rules can be rebuilt from it (bowline doctor rebuild --compare).
-- Those of declared kinds stand in matters.sql, that of evidence in evidence.sql, those by which people sign in in sign_in.sql.

-- Streams are numbered as they begin: what is worked on in these days lies together, and a number is shorter than a subject.
CREATE TABLE stream (
  number  INTEGER PRIMARY KEY,
  subject BLOB    NOT NULL UNIQUE
);

CREATE TABLE fact (
  seq     INTEGER PRIMARY KEY,
  stream  INTEGER NOT NULL,
  version INTEGER NOT NULL,
  payload TEXT    NOT NULL,
  -- SHA-256 over the chain of the fact before it and over this fact.
  chain   BLOB    NOT NULL,
  UNIQUE (stream, version)
);

-- Where the log ends, so that a last fact that is gone is missed.
CREATE TABLE tip (
  seq   INTEGER NOT NULL,
  chain BLOB    NOT NULL
);
INSERT INTO tip VALUES (0, zeroblob(32));

-- Where it stood on each day, to be kept elsewhere too.
CREATE TABLE checkpoint (
  day   TEXT PRIMARY KEY,
  seq   INTEGER NOT NULL,
  chain BLOB    NOT NULL
) WITHOUT ROWID;

-- ---------------------------------------------------------------- read tables

CREATE TABLE hazard (
  id          INTEGER PRIMARY KEY,
  subject     BLOB NOT NULL UNIQUE,
  version     INTEGER NOT NULL,
  place       TEXT NOT NULL,
  province    TEXT,
  city        TEXT,
  county      TEXT,
  township    TEXT,
  site        BLOB NOT NULL,
  unit        TEXT NOT NULL,
  sector      TEXT NOT NULL,
  description TEXT NOT NULL,
  source      TEXT NOT NULL,
  grade       TEXT,
  phase       TEXT NOT NULL,
  open        INTEGER NOT NULL,
  light       INTEGER NOT NULL,
  found_on    TEXT NOT NULL,
  due_at      INTEGER,
  -- Whether that date may still move; how much else is late.
  provisional INTEGER NOT NULL,
  late_beside INTEGER NOT NULL,
  owner       TEXT,
  act         TEXT,
  raised_to   TEXT,
  returned    INTEGER NOT NULL
);
-- A row id ends every index: the order in which hazards were recorded tells apart what is due or was found at the same time.
-- The phase of open ones stands behind it, so that a list of one phase passes over others without reading them.
CREATE INDEX hazard_due          ON hazard (due_at, id, phase)           WHERE open = 1;
CREATE INDEX hazard_due_province ON hazard (province, due_at, id, phase) WHERE open = 1;
CREATE INDEX hazard_due_city     ON hazard (city, due_at, id, phase)     WHERE open = 1;
CREATE INDEX hazard_due_county   ON hazard (county, due_at, id, phase)   WHERE open = 1;
CREATE INDEX hazard_due_township ON hazard (township, due_at, id, phase) WHERE open = 1 AND township IS NOT NULL;
CREATE INDEX hazard_found_on          ON hazard (found_on);
CREATE INDEX hazard_found_on_province ON hazard (province, found_on);
CREATE INDEX hazard_found_on_city     ON hazard (city, found_on);
CREATE INDEX hazard_found_on_county   ON hazard (county, found_on);
CREATE INDEX hazard_found_on_township ON hazard (township, found_on) WHERE township IS NOT NULL;
CREATE INDEX hazard_found_on_site     ON hazard (site, found_on);
-- Open ones by dossier, for the proof that each of them has a live duty.
CREATE INDEX hazard_open ON hazard (subject, open) WHERE open = 1;

-- Words of a hazard: pairs of Chinese characters and whole Latin words, so that 灶具 is found without blanks; and its site and
-- the places that it lies in. First characters have an index of their own, so that 灶 finds as fast as 灶具.
CREATE VIRTUAL TABLE hazard_text USING fts5 (words, scope, content = '', tokenize = "unicode61 categories 'L* N* Co So'", prefix = '1');

CREATE TABLE obligation (
  subject    BLOB NOT NULL,
  no         INTEGER NOT NULL,
  place      TEXT NOT NULL,
  act        TEXT NOT NULL,
  owner_body TEXT NOT NULL,
  owner_role TEXT NOT NULL,
  due_at     INTEGER NOT NULL,
  provisional INTEGER NOT NULL,
  light      INTEGER NOT NULL,
  live       INTEGER NOT NULL,
  -- Its clock: when the engine looks again, the end of time once every rung has fired. Null: no clock runs.
  next_check INTEGER,
  -- Until when it waits for a reply; null: it never did.
  quiet_until INTEGER,
  -- How many duties its row on a desk stands for; 0: it has no row of its own.
  stands_for INTEGER NOT NULL,
  -- What it watches over, as JSON; null: nothing.
  watched    TEXT,
  PRIMARY KEY (subject, no)
) WITHOUT ROWID;
CREATE INDEX obligation_owner ON obligation (owner_body, owner_role, due_at, subject, no) WHERE live = 1;
CREATE INDEX obligation_clock ON obligation (next_check, subject) WHERE next_check IS NOT NULL;

CREATE TABLE alarm (
  subject BLOB PRIMARY KEY,
  cause   TEXT NOT NULL,
  place   TEXT NOT NULL,
  open    INTEGER NOT NULL,
  owner   TEXT,
  due_at  INTEGER,
  provisional INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX alarm_cause ON alarm (cause) WHERE open = 1;
CREATE INDEX alarm_owner ON alarm (owner, due_at) WHERE open = 1;
CREATE INDEX alarm_due   ON alarm (open DESC, due_at, subject);

CREATE TABLE tally (
  place            TEXT NOT NULL,
  section          TEXT NOT NULL,
  grade            TEXT NOT NULL,
  found            INTEGER NOT NULL,
  open             INTEGER NOT NULL,
  open_major       INTEGER NOT NULL,
  overdue          INTEGER NOT NULL,
  overdue_major    INTEGER NOT NULL,
  raised           INTEGER NOT NULL,
  verified         INTEGER NOT NULL,
  closed_by_ledger INTEGER NOT NULL,
  alarms           INTEGER NOT NULL,
  PRIMARY KEY (place, section, grade)
) WITHOUT ROWID;

CREATE TABLE flow (
  place    TEXT NOT NULL,
  day      TEXT NOT NULL,
  found    INTEGER NOT NULL,
  verified INTEGER NOT NULL,
  late     INTEGER NOT NULL,
  PRIMARY KEY (place, day)
) WITHOUT ROWID;

CREATE TABLE office (
  office  TEXT PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  present INTEGER NOT NULL,
  -- The office that took over the work of one that is no more.
  passed_to TEXT
) WITHOUT ROWID;

-- Places that are part of another from a day on, in the order in which that was learned.
CREATE TABLE merger (
  place      TEXT PRIMARY KEY,
  into_place TEXT NOT NULL,
  from_day   TEXT NOT NULL,
  ground     TEXT NOT NULL,
  at         INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE person (
  person    BLOB PRIMARY KEY,
  name      TEXT NOT NULL,
  -- 0: only a ledger named them so far.
  confirmed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX person_name ON person (name);

CREATE TABLE holding (
  person    BLOB NOT NULL,
  post      TEXT NOT NULL,
  from_day  TEXT NOT NULL,
  until_day TEXT,
  PRIMARY KEY (person, post, from_day)
) WITHOUT ROWID;
CREATE INDEX holding_post ON holding (post, from_day, until_day);

CREATE TABLE site (
  site        BLOB PRIMARY KEY,
  place       TEXT NOT NULL,
  name        TEXT NOT NULL,
  -- The name as names are compared.
  folded      TEXT NOT NULL,
  credit_code TEXT,
  group_code  TEXT,
  sector      TEXT NOT NULL,
  payload     TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX site_code  ON site (credit_code) WHERE credit_code IS NOT NULL;
CREATE INDEX site_group ON site (group_code) WHERE group_code IS NOT NULL;
CREATE INDEX site_place ON site (place, name);
CREATE INDEX site_folded ON site (place, folded) WHERE credit_code IS NULL;

CREATE TABLE run (
  subject BLOB NOT NULL,
  version INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY (subject, version)
) WITHOUT ROWID;

CREATE TABLE import (
  subject BLOB NOT NULL,
  version INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  place   TEXT NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY (subject, version)
) WITHOUT ROWID;
CREATE INDEX import_at ON import (at, version);

-- ------------------------------------------- what the installation keeps for itself

CREATE TABLE sign_in_key (
  key_hash TEXT PRIMARY KEY,
  person   BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Requests that were carried out, by the key of their form: the same request again leads to what it did. Kept for some days.
CREATE TABLE once (
  key     BLOB PRIMARY KEY,
  content BLOB NOT NULL,
  at      INTEGER NOT NULL,
  led_to  BLOB
) WITHOUT ROWID;
CREATE INDEX once_at ON once (at);

-- What a person typed into a form that was not carried out, to be shown to them again. Kept for some days.
CREATE TABLE draft (
  id     TEXT PRIMARY KEY,
  person BLOB NOT NULL,
  at     INTEGER NOT NULL,
  action TEXT NOT NULL,
  fields TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX draft_person ON draft (person, at);
CREATE INDEX draft_at ON draft (at);

-- Posts that the engine is to look at, whether somebody holds them: they got a duty, or their holders changed, or all are looked at.
CREATE TABLE post_check (
  id   INTEGER PRIMARY KEY,
  body TEXT NOT NULL,
  role TEXT NOT NULL
);
