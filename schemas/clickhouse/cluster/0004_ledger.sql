-- What a cluster named weir runs for ../0004_ledger.sql. Made by packages/clickhouse/src/cluster and only to be read:
-- npx vitest run packages/clickhouse/src/cluster -u writes it anew.
CREATE TABLE weir_data.ledger_accepted ON CLUSTER `weir`
(
    log LowCardinality(String),
    partition UInt16,
    from_offset UInt64,
    to_offset UInt64 COMMENT 'Exclusive',
    tenant LowCardinality(String),
    minute DateTime('UTC'),
    accepted UInt64
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/all/weir_data/ledger_accepted', '{shard}-{replica}')
ORDER BY (tenant, minute, log, partition, from_offset)
SETTINGS replicated_deduplication_window = 100000, replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE weir_data.ledger ON CLUSTER `weir`
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
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/all/weir_data/ledger', '{shard}-{replica}', version)
ORDER BY (tenant, minute)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE VIEW weir.ledger ON CLUSTER `weir` DEFINER = `weir` SQL SECURITY DEFINER AS
SELECT
    tenant, minute, accepted, stored, duplicate, quarantined, suppressed,
    toInt64(accepted) - toInt64(stored + duplicate + quarantined + suppressed) AS missing
FROM weir_data.ledger FINAL;
