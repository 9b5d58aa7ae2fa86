/**
 * The number of a finding stays with its id. Until now it was the place in the list; those of the last analysis keep it, by the order
 * that the list has.
 */
export const findingNumbers = `
CREATE TABLE finding_number (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rule TEXT NOT NULL,
  subject TEXT NOT NULL,
  event TEXT,
  -- The custody entry of the analysis that found it no more; NULL while it is found.
  gone INTEGER
) STRICT;
INSERT OR IGNORE INTO finding_number (id, rule, subject, event)
SELECT f.id, f.rule, f.subject, f.event FROM finding f LEFT JOIN wake w ON w.id = f.wake
ORDER BY w.n IS NULL, w.worst DESC, w.findings DESC, w.time, w.n, f.severity DESC, f.n;
`;
