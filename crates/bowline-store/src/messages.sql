-- Messages to people and machines. They are no facts: the log is the outbox, and these tables say how far it was read and what
-- became of each message. No decision rests on them.

-- How a person wants to be told, as JSON, and the day of their last daily message.
CREATE TABLE preference (
  person    BLOB PRIMARY KEY,
  choices   TEXT NOT NULL,
  digest_on TEXT
) WITHOUT ROWID;

-- Facts that the next daily message of a person tells, by their place in the log.
CREATE TABLE news (
  person BLOB NOT NULL,
  seq    INTEGER NOT NULL,
  PRIMARY KEY (person, seq)
) WITHOUT ROWID;

-- Its id follows from what it tells: the same is never written twice.
CREATE TABLE message (
  id       TEXT PRIMARY KEY,
  person   BLOB NOT NULL,
  made     INTEGER NOT NULL,
  -- waiting, sending, sent, in_doubt, refused
  state    TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_try INTEGER NOT NULL,
  -- What the last attempt failed of; empty: it did not.
  failure  TEXT NOT NULL,
  -- Address, subject, text and the facts that it tells, as JSON.
  content  TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX message_next  ON message (next_try, id) WHERE state = 'waiting';
CREATE INDEX message_state ON message (state, made);

-- A way out: how far it has read the log, and how it fares, as JSON.
CREATE TABLE channel (
  name  TEXT PRIMARY KEY,
  seq   INTEGER NOT NULL,
  state TEXT NOT NULL
) WITHOUT ROWID;
