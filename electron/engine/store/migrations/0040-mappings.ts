/**
 * Mappings by which sources of the case were read, or that were saved in it; one that is changed is another one. Of a source: the mapping's
 * hash, and as JSON what the investigator set for it by hand at its import.
 */
export const mappings = `
CREATE TABLE mapping (
  sha256 TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  custody INTEGER NOT NULL
) STRICT;
ALTER TABLE source ADD COLUMN mapping TEXT REFERENCES mapping (sha256);
ALTER TABLE source ADD COLUMN set_by_hand TEXT;
`;
