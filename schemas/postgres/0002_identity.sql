-- Up Migration

-- The identity state of the installation: one row, made with it. `writer` is the epoch below which nobody may write.
CREATE TABLE weir.identity_meta (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  generation text NOT NULL DEFAULT gen_random_uuid()::text,
  writer bigint NOT NULL DEFAULT 0
);
INSERT INTO weir.identity_meta DEFAULT VALUES;

-- Sequences, so that no row is fought over. Undone transactions and crashes leave gaps; no number is given twice.
CREATE SEQUENCE weir.identity_key_ids MAXVALUE 9007199254740991;
CREATE SEQUENCE weir.identity_versions MAXVALUE 9007199254740991;
CREATE SEQUENCE weir.identity_commits MAXVALUE 9007199254740991;

-- `scope` and `value` are UTF-8 in bytea: a sender's text may hold NUL, PostgreSQL's may not.
-- Room on each page keeps most updates out of the indexes.
CREATE TABLE weir.identity_keys (
  key_id bigint PRIMARY KEY,
  one_id bigint NOT NULL CHECK (one_id <= key_id),
  first_at bigint NOT NULL,
  last_hour integer NOT NULL,
  degree integer NOT NULL,
  type text NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  hash bytea NOT NULL,
  scope bytea NOT NULL,
  value bytea,
  sealed text,
  UNIQUE (tenant, hash)
) WITH (fillfactor = 85);
-- Most keys are their own OneID and stay out of it.
CREATE INDEX identity_members ON weir.identity_keys (one_id) WHERE one_id <> key_id;

-- `evidence` is JSON of the sources and the samples, in bytea for the same reason.
CREATE TABLE weir.identity_links (
  lo bigint NOT NULL,
  hi bigint NOT NULL CHECK (lo < hi),
  first_at bigint NOT NULL,
  last_hour integer NOT NULL,
  days_from integer NOT NULL,
  days bytea NOT NULL,
  evidence bytea NOT NULL,
  PRIMARY KEY (lo, hi)
) WITH (fillfactor = 85);
CREATE INDEX identity_neighbours ON weir.identity_links (hi);

-- Overrides not yet on identity.changes. Rows come and go by the thousand: dead ones are swept early.
CREATE TABLE weir.identity_changes (
  version bigint PRIMARY KEY,
  key_id bigint NOT NULL,
  one_id bigint NOT NULL,
  changed_at bigint NOT NULL,
  tenant text NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Down Migration

DROP TABLE weir.identity_meta, weir.identity_keys, weir.identity_links, weir.identity_changes;
DROP SEQUENCE weir.identity_key_ids, weir.identity_versions, weir.identity_commits;
