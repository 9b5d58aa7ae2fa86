/** That two identities are not offered as one any more is a decision like the others. SQLite widens a check only by a new table. */
export const dismissals = `
CREATE TABLE annotation_wider (
  id TEXT PRIMARY KEY,
  family TEXT NOT NULL CHECK (family IN ('note', 'tie', 'join', 'split', 'clock', 'dismissal')),
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  custody INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO annotation_wider SELECT id, family, subject, body, by, at, custody FROM annotation;
DROP TABLE annotation;
ALTER TABLE annotation_wider RENAME TO annotation;
CREATE INDEX annotation_by_subject ON annotation (subject);
`;
