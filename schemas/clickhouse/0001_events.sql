-- What was stored, and what was not. Rows carry the coordinates they came from; `partition` and `offset` are those of
-- events.identified, `accepted_*` those of events.accepted, `log` is the generation of the log both belong to.
-- Analysts see the views of the database weir; these tables are for Weir's services.
CREATE DATABASE IF NOT EXISTS weir_data;

CREATE DATABASE IF NOT EXISTS weir;

-- Inserted once a range (docs/guarantees.md). The token window must outlast every retry.
CREATE TABLE weir_data.events
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
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (tenant, type, anchor_key, occurred_at)
SETTINGS non_replicated_deduplication_window = 100000, fsync_after_insert = 1, fsync_part_directory = 1;

-- One row for each accepted event that was not stored: duplicate, quarantined or suppressed.
CREATE TABLE weir_data.event_outcomes
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
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (tenant, received_at, source)
SETTINGS non_replicated_deduplication_window = 100000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Rejected at ingest: never accepted, kept with the original. `partition` and `offset` are those of events.rejected.
CREATE TABLE weir_data.dead_letters
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
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (tenant, received_at, source)
SETTINGS non_replicated_deduplication_window = 100000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Index of stored ids by hash, filled from weir_data.events by offset ranges; rebuilt at will, one partition a day.
CREATE TABLE weir_data.event_ids
(
    id_hash UUID,
    received_at DateTime64(3, 'UTC'),
    log LowCardinality(String),
    partition UInt16,
    offset UInt64,
    record_index UInt16
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(received_at)
ORDER BY (id_hash, log, partition, offset, record_index);
