-- In which dossiers a piece of evidence was handed in, by the hash of its bytes: so that a file that was used before is seen.
CREATE TABLE evidence (
  sha256  TEXT NOT NULL,
  subject BLOB NOT NULL,
  -- By how many facts of the dossier.
  times   INTEGER NOT NULL,
  PRIMARY KEY (sha256, subject)
) WITHOUT ROWID;

-- What the log of an older version holds already. A fact is its JSON, the end of a line, and a sum.
INSERT INTO evidence
SELECT json_extract(part.value, '$.sha256'), stream.subject, count(DISTINCT fact.version)
FROM fact JOIN stream ON stream.number = fact.stream,
     json_tree(substr(fact.payload, 1, instr(fact.payload, char(10)) - 1)) AS part
WHERE instr(fact.payload, '"sha256"') > 0 AND part.type = 'object'
  AND json_extract(part.value, '$.kind') IN ('photo', 'document') AND json_extract(part.value, '$.sha256') IS NOT NULL
GROUP BY 1, 2;
