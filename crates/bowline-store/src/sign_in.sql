-- How people prove who they are, and who is signed in. The installation keeps these for itself.
-- Each row bears a seal, made with a key that does not lie in this database: a row that somebody else wrote is none.

-- Sessions of before bear no seal: whoever is signed in signs in again.
DROP TABLE IF EXISTS session;
CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  person     BLOB NOT NULL,
  opened     INTEGER NOT NULL,
  seen       INTEGER NOT NULL,
  until      INTEGER NOT NULL,
  address    TEXT NOT NULL,
  -- What the browser said it is.
  device     TEXT NOT NULL,
  seal       BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_person ON session (person);

CREATE TABLE account (
  person BLOB PRIMARY KEY,
  -- The name that the person types, folded.
  name   TEXT NOT NULL UNIQUE,
  -- What the person proves it with, as JSON.
  proofs TEXT NOT NULL,
  seal   BLOB NOT NULL
) WITHOUT ROWID;

-- One-time codes with which a person sets a password; one of a person at a time.
CREATE TABLE invitation (
  person    BLOB PRIMARY KEY,
  code_hash TEXT NOT NULL UNIQUE,
  until     INTEGER NOT NULL,
  seal      BLOB NOT NULL
) WITHOUT ROWID;
