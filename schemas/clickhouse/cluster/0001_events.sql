-- What a cluster named weir runs for ../0001_events.sql. Made by packages/clickhouse/src/cluster and only to be read:
-- npx vitest run packages/clickhouse/src/cluster -u writes it anew.
CREATE DATABASE IF NOT EXISTS weir_data ON CLUSTER `weir`;

CREATE DATABASE IF NOT EXISTS weir_shard ON CLUSTER `weir`;

CREATE DATABASE IF NOT EXISTS weir ON CLUSTER `weir`;

CREATE TABLE weir_shard.events ON CLUSTER `weir`
(
    tenant LowCardinality(String),
    source LowCardinality(String),
    id String,
    id_hash UUID COMMENT 'SHA-256 over tenant, source and id, first 128 bits',
    type LowCardinality(String),
    occurred_at DateTime64(3, 'UTC'),
    received_at DateTime64(3, 'UTC'),
    one_id UInt64 COMMENT 'As stamped; the view weir.events resolves it',
    anchor_key UInt64,
    key_ids Array(UInt64),
    amount Nullable(Decimal(18, 4)),
    currency LowCardinality(String),
    channel LowCardinality(String),
    platform LowCardinality(String),
    status LowCardinality(String),
    order_id String,
    sku String,
    region LowCardinality(String),
    shop LowCardinality(String),
    campaign LowCardinality(String),
    items Nested
    (
        sku String,
        category LowCardinality(String),
        quantity Decimal(18, 4),
        price Decimal(18, 4),
        discount Decimal(18, 4)
    ),
    properties JSON,
    context Map(LowCardinality(String), String),
    flags Array(LowCardinality(String)),
    sealed String COMMENT 'Fields of sensitivity 3 and 4: one ciphertext, base64',
    payload_schema LowCardinality(String) COMMENT 'CRC-64-AVRO fingerprint, hex',
    log LowCardinality(String),
    partition UInt16,
    offset UInt64,
    record_index UInt16,
    accepted_partition UInt16,
    accepted_offset UInt64,
    accepted_index UInt16,
    stored_at DateTime64(3, 'UTC') DEFAULT now64(3),
    INDEX by_offset (partition, offset) TYPE minmax GRANULARITY 1,
    INDEX by_accepted (accepted_partition, accepted_offset) TYPE minmax GRANULARITY 1,
    INDEX by_received received_at TYPE minmax GRANULARITY 1,
    INDEX by_occurred occurred_at TYPE minmax GRANULARITY 1,
    INDEX by_id id_hash TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/weir_data/events', '{replica}')
PARTITION BY toYYYYMM(received_at)
ORDER BY (tenant, type, anchor_key, occurred_at)
SETTINGS replicated_deduplication_window = 100000, replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE weir_data.events ON CLUSTER `weir` AS weir_shard.events
ENGINE = Distributed('weir', 'weir_shard', 'events');

CREATE TABLE weir_shard.event_outcomes ON CLUSTER `weir`
(
    tenant LowCardinality(String),
    source LowCardinality(String),
    id String,
    id_hash UUID,
    type LowCardinality(String),
    outcome LowCardinality(String),
    code LowCardinality(String) COMMENT 'Why it was quarantined',
    field String,
    message String,
    received_at DateTime64(3, 'UTC'),
    original String COMMENT 'Quarantined events: the event as it stood on the log, sealed, base64',
    log LowCardinality(String),
    partition UInt16,
    offset UInt64,
    record_index UInt16,
    accepted_partition UInt16,
    accepted_offset UInt64,
    accepted_index UInt16,
    duplicate_of String COMMENT 'partition.offset.index on events.identified of the stored event',
    decided_at DateTime64(3, 'UTC') DEFAULT now64(3),
    INDEX by_offset (partition, offset) TYPE minmax GRANULARITY 1,
    INDEX by_accepted (accepted_partition, accepted_offset) TYPE minmax GRANULARITY 1,
    INDEX by_id id_hash TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/weir_data/event_outcomes', '{replica}')
PARTITION BY toYYYYMM(received_at)
ORDER BY (tenant, received_at, source)
SETTINGS replicated_deduplication_window = 100000, replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE weir_data.event_outcomes ON CLUSTER `weir` AS weir_shard.event_outcomes
ENGINE = Distributed('weir', 'weir_shard', 'event_outcomes');

CREATE TABLE weir_shard.dead_letters ON CLUSTER `weir`
(
    tenant LowCardinality(String),
    source LowCardinality(String),
    id String,
    type LowCardinality(String),
    code LowCardinality(String),
    field String,
    message String,
    payload_schema LowCardinality(String),
    received_at DateTime64(3, 'UTC'),
    original String COMMENT 'Sealed, base64; the first 256 KB of a larger one',
    original_length UInt32,
    original_sha256 String COMMENT 'Hex, of the whole original',
    log LowCardinality(String),
    partition UInt16,
    offset UInt64,
    record_index UInt16,
    stored_at DateTime64(3, 'UTC') DEFAULT now64(3),
    INDEX by_offset (partition, offset) TYPE minmax GRANULARITY 1
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/weir_data/dead_letters', '{replica}')
PARTITION BY toYYYYMM(received_at)
ORDER BY (tenant, received_at, source)
SETTINGS replicated_deduplication_window = 100000, replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE weir_data.dead_letters ON CLUSTER `weir` AS weir_shard.dead_letters
ENGINE = Distributed('weir', 'weir_shard', 'dead_letters');

CREATE TABLE weir_shard.event_ids ON CLUSTER `weir`
(
    id_hash UUID,
    received_at DateTime64(3, 'UTC'),
    log LowCardinality(String),
    partition UInt16,
    offset UInt64,
    record_index UInt16
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/weir_data/event_ids', '{replica}')
PARTITION BY toDate(received_at)
ORDER BY (id_hash, log, partition, offset, record_index);

CREATE TABLE weir_data.event_ids ON CLUSTER `weir` AS weir_shard.event_ids
ENGINE = Distributed('weir', 'weir_shard', 'event_ids');
