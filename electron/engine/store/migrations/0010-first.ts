/**
 * The first schema. Events and record positions are kept as columns in blocks of a few thousand, not as rows: a row
 * of sixteen columns costs 2.5 µs to write and 1 µs to read back, a column of numbers costs neither, and the timeline
 * wants columns anyway. References to a source are checked at the commit, since its row with the ledger is written last. Everything that a person writes, and everything that is few, is a plain row.
 */
export const first = `
CREATE TABLE case_info (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  organisation TEXT,
  tlp TEXT NOT NULL,
  created INTEGER NOT NULL,
  investigator TEXT,
  policy TEXT,
  period_from INTEGER,
  period_to INTEGER,
  salt BLOB NOT NULL CHECK (length(salt) = 32),
  -- Raised by every change that an analysis would see; an analysis of an older generation is not current.
  generation INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE custody (
  seq INTEGER PRIMARY KEY,
  line TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TABLE custody_body (
  seq INTEGER PRIMARY KEY REFERENCES custody (seq),
  salt BLOB NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE TRIGGER custody_is_not_updated BEFORE UPDATE ON custody BEGIN SELECT RAISE(ABORT, 'the custody log only grows'); END;
CREATE TRIGGER custody_is_not_deleted BEFORE DELETE ON custody BEGIN SELECT RAISE(ABORT, 'the custody log only grows'); END;

-- One original file, kept in vault/ under its hash or left where it was.
CREATE TABLE container (
  n INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  kept TEXT NOT NULL CHECK (kept IN ('copy', 'reference')),
  path TEXT NOT NULL
) STRICT;

CREATE TABLE source (
  n INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  container INTEGER NOT NULL REFERENCES container (n),
  -- JSON: how to come from the container's bytes to the source's (bundle/ alone understands it).
  location TEXT NOT NULL,
  type TEXT NOT NULL,
  type_title TEXT NOT NULL,
  adapter_version INTEGER NOT NULL,
  -- How the type was chosen: declared, or what in the content said so.
  type_why TEXT NOT NULL,
  system TEXT NOT NULL,
  channels TEXT NOT NULL,
  declared_from INTEGER,
  declared_to INTEGER,
  zone TEXT,
  clock_offset INTEGER NOT NULL DEFAULT 0,
  clock_uncertainty INTEGER,
  encoding TEXT NOT NULL,
  format TEXT NOT NULL,
  read INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  ignored INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  duplicate INTEGER NOT NULL,
  undated INTEGER NOT NULL,
  first INTEGER,
  last INTEGER,
  ignored_reasons TEXT NOT NULL,
  warnings TEXT NOT NULL,
  rejected_blocks TEXT NOT NULL,
  event_first INTEGER NOT NULL,
  event_count INTEGER NOT NULL,
  custody INTEGER NOT NULL,
  CHECK (read = accepted + ignored + rejected + duplicate),
  CHECK (undated <= accepted)
) STRICT;
CREATE TABLE source_name (
  source INTEGER NOT NULL REFERENCES source (n) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL,
  custody INTEGER NOT NULL,
  PRIMARY KEY (source, name)
) STRICT, WITHOUT ROWID;

-- Positions and fates of consecutive records of a source. Little-endian arrays, see store/blocks.ts.
CREATE TABLE record_block (
  source INTEGER NOT NULL REFERENCES source (n) DEFERRABLE INITIALLY DEFERRED,
  first INTEGER NOT NULL,
  count INTEGER NOT NULL,
  ignored INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  duplicate INTEGER NOT NULL,
  columns BLOB NOT NULL,
  PRIMARY KEY (source, first)
) STRICT;
-- Per record a number by which a repetition is found again (see store/keys.ts); a match is verified on what the records say.
CREATE TABLE key_block (
  source INTEGER NOT NULL REFERENCES source (n) DEFERRABLE INITIALLY DEFERRED,
  first INTEGER NOT NULL,
  count INTEGER NOT NULL,
  columns BLOB NOT NULL,
  PRIMARY KEY (source, first)
) STRICT;

CREATE TABLE string (
  id INTEGER PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- Consecutive events in the order of their import: hot are the columns that the timeline reads, cold the rest.
CREATE TABLE event_block (
  first INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  source INTEGER NOT NULL REFERENCES source (n) DEFERRABLE INITIALLY DEFERRED,
  first_ordinal INTEGER NOT NULL,
  last_ordinal INTEGER NOT NULL,
  hot BLOB NOT NULL
) STRICT;
CREATE INDEX event_block_by_record ON event_block (source, last_ordinal);
CREATE TABLE event_detail (
  first INTEGER PRIMARY KEY REFERENCES event_block (first),
  cold BLOB NOT NULL
) STRICT;
-- Further records that tell of an event.
CREATE TABLE event_record (
  event INTEGER NOT NULL,
  source INTEGER NOT NULL REFERENCES source (n) DEFERRABLE INITIALLY DEFERRED,
  ordinal INTEGER NOT NULL,
  PRIMARY KEY (event, source, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_record_by_record ON event_record (source, ordinal);
-- The same act told by two logs: the event is shown as the other one, with its records.
CREATE TABLE event_merge (
  event INTEGER PRIMARY KEY,
  into_event INTEGER NOT NULL,
  why TEXT NOT NULL
) STRICT;

CREATE TABLE fact (
  n INTEGER PRIMARY KEY,
  family TEXT NOT NULL,
  source INTEGER NOT NULL REFERENCES source (n) DEFERRABLE INITIALLY DEFERRED,
  ordinal INTEGER NOT NULL,
  time INTEGER,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX fact_by_record ON fact (source, ordinal);

CREATE TABLE annotation (
  id TEXT PRIMARY KEY,
  family TEXT NOT NULL CHECK (family IN ('note', 'tie', 'join', 'split')),
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  custody INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX annotation_by_subject ON annotation (subject);
CREATE TABLE disposition (
  n INTEGER PRIMARY KEY,
  finding TEXT NOT NULL,
  disposition TEXT NOT NULL CHECK (disposition IN ('open', 'confirmed', 'dismissed', 'needs-evidence')),
  reason TEXT NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  custody INTEGER NOT NULL
) STRICT;
CREATE INDEX disposition_by_finding ON disposition (finding);

-- The conclusions of the last analysis; a new one replaces them.
CREATE TABLE analysis (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  at INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  seconds REAL NOT NULL,
  policy_name TEXT NOT NULL,
  policy_revision INTEGER NOT NULL,
  policy TEXT NOT NULL,
  unknown INTEGER NOT NULL,
  cut_wakes INTEGER NOT NULL,
  identities INTEGER NOT NULL,
  request_count INTEGER NOT NULL,
  -- Compressed JSON. further_aliases: pairs of alias and identity that the identities themselves do not list.
  coverage BLOB NOT NULL,
  cuts BLOB NOT NULL,
  requests BLOB NOT NULL,
  further_aliases BLOB NOT NULL
) STRICT;
CREATE TABLE wake (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  event TEXT NOT NULL,
  kind TEXT NOT NULL,
  time INTEGER NOT NULL,
  target TEXT,
  actor TEXT,
  tier INTEGER,
  strip TEXT NOT NULL,
  -- 0 none, 1 low … 4 critical: the worst of its findings.
  worst INTEGER NOT NULL,
  findings INTEGER NOT NULL
) STRICT;
CREATE TABLE finding (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  rule TEXT NOT NULL,
  stage TEXT NOT NULL,
  severity INTEGER NOT NULL,
  subject TEXT NOT NULL,
  wake TEXT,
  event TEXT
) STRICT;
CREATE INDEX finding_by_id ON finding (id);
-- Whole conclusions as compressed JSON arrays, in the order of n.
CREATE TABLE conclusion_block (
  family TEXT NOT NULL CHECK (family IN ('wake', 'finding', 'identity')),
  first INTEGER NOT NULL,
  count INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (family, first)
) STRICT;

CREATE TABLE package (
  revision INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  file TEXT NOT NULL,
  at INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  sources TEXT NOT NULL,
  signer TEXT NOT NULL,
  role TEXT NOT NULL,
  salt BLOB,
  body TEXT NOT NULL,
  custody INTEGER NOT NULL
) STRICT;
`;
