-- Accepted events, counted from events.accepted by a reader of its own: rows of a range are its marker.
CREATE TABLE weir_data.ledger_accepted
(
    log LowCardinality(String),
    partition UInt16,
    from_offset UInt64,
    to_offset UInt64 COMMENT 'Exclusive',
    tenant LowCardinality(String),
    minute DateTime('UTC'),
    accepted UInt64
)
ENGINE = MergeTree
ORDER BY (tenant, minute, log, partition, from_offset)
SETTINGS non_replicated_deduplication_window = 100000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Lines of final minutes; recomputed by a later arrival, the highest version wins.
CREATE TABLE weir_data.ledger
(
    tenant LowCardinality(String),
    minute DateTime('UTC'),
    accepted UInt64,
    stored UInt64,
    duplicate UInt64,
    quarantined UInt64,
    suppressed UInt64,
    version DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, minute)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE VIEW weir.ledger AS
SELECT
    tenant, minute, accepted, stored, duplicate, quarantined, suppressed,
    toInt64(accepted) - toInt64(stored + duplicate + quarantined + suppressed) AS missing
FROM weir_data.ledger FINAL;
