-- Every connection of Weir has a row, and every transaction raises its number: whoever lost the answer to a COMMIT reads
-- here what became of it (docs/adr/0002-commit-outcome.md). Rows of ended connections are forgotten after a day.
CREATE TABLE weir.connections (
  connection uuid PRIMARY KEY,
  number bigint NOT NULL,
  at timestamptz NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);

-- The state store: documents by collection and key, in order of bytes whatever the database's locale.
CREATE TABLE weir.documents (
  collection text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  value text NOT NULL, -- JSON, given back letter by letter
  PRIMARY KEY (collection, key)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);

-- What became of the newest request of each slot. A client uses a slot for one request at a time and asks again under
-- the same number when the answer was lost: so nothing is done twice, and nothing is guessed.
CREATE TABLE weir.state_requests (
  slot uuid PRIMARY KEY,
  number bigint NOT NULL,
  at timestamptz NOT NULL,
  conflict_at integer, -- which step met another version than it expected, from 1; null when all was carried out
  conflict_version bigint
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);

-- Carries out all steps of a request or none, and says which step was in the way.
--
-- Every document named is locked, there or not, in an order that all requests share: so none deadlocks with another, two
-- requests that check what the other one makes cannot both pass, and each statement below sees what the last one left.
-- The locks are advisory: they cost no write, and a check shares its own with other checks.
CREATE FUNCTION weir.transact_documents(
  in_slot uuid, in_number bigint,
  kinds text[], collections text[], keys text[], expectations bigint[], contents text[],
  OUT conflict_at integer, OUT conflict_version bigint
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  -- More locks than this of one request could exhaust the server's lock table: then the whole store is locked instead.
  most_locks CONSTANT integer := 200;
  whole_store CONSTANT bigint := 4820571936640127;
BEGIN
  -- Waits for the same request on a connection that was lost, should the server still be at it.
  INSERT INTO weir.state_requests AS known (slot, number, at) VALUES (in_slot, in_number, now())
    ON CONFLICT (slot) DO UPDATE SET number = in_number, at = now(), conflict_at = NULL, conflict_version = NULL
    WHERE known.number < in_number;
  IF NOT FOUND THEN
    SELECT known.conflict_at, known.conflict_version INTO STRICT conflict_at, conflict_version
      FROM weir.state_requests AS known WHERE known.slot = in_slot AND known.number = in_number;
    RETURN;
  END IF;

  IF cardinality(keys) > most_locks THEN
    PERFORM pg_advisory_xact_lock(whole_store);
  ELSE
    PERFORM pg_advisory_xact_lock_shared(whole_store);
    PERFORM CASE WHEN alone THEN pg_advisory_xact_lock(place) ELSE pg_advisory_xact_lock_shared(place) END
      FROM (
        SELECT hashtextextended(step.collection || chr(1) || step.key, 0) AS place, bool_or(step.kind <> 'check') AS alone
          FROM unnest(kinds, collections, keys) AS step (kind, collection, key)
          GROUP BY 1 ORDER BY 1
      ) AS ordered;
  END IF;

  SELECT step.at, step.version INTO conflict_at, conflict_version
    FROM (
      SELECT given.at, given.expected, coalesce((
          SELECT document.version FROM weir.documents AS document
            WHERE document.collection = given.collection AND document.key = given.key
        ), 0) AS version
        FROM unnest(collections, keys, expectations) WITH ORDINALITY AS given (collection, key, expected, at)
        WHERE given.expected IS NOT NULL
    ) AS step
    WHERE step.version <> step.expected
    ORDER BY step.at LIMIT 1;
  IF FOUND THEN
    UPDATE weir.state_requests AS known
      SET conflict_at = transact_documents.conflict_at, conflict_version = transact_documents.conflict_version
      WHERE known.slot = in_slot;
    -- Nothing that a crash may take back: asked again, the request is decided again.
    PERFORM set_config('synchronous_commit', 'off', true);
    RETURN;
  END IF;

  INSERT INTO weir.documents AS document (collection, key, version, value)
    SELECT step.collection, step.key, 1, step.content
      FROM unnest(kinds, collections, keys, contents) AS step (kind, collection, key, content)
      WHERE step.kind = 'put'
    ON CONFLICT (collection, key) DO UPDATE SET version = document.version + 1, value = excluded.value;
  IF 'delete' = ANY (kinds) THEN
    DELETE FROM weir.documents AS document
      USING unnest(kinds, collections, keys) AS step (kind, collection, key)
      WHERE step.kind = 'delete' AND document.collection = step.collection AND document.key = step.key;
  END IF;
END
$$;
