-- What a cluster named weir runs for ../0002_identity.sql. Made by packages/clickhouse/src/cluster and only to be read:
-- npx vitest run packages/clickhouse/src/cluster -u writes it anew.
CREATE TABLE weir_data.identity_overrides ON CLUSTER `weir`
(
    tenant LowCardinality(String),
    key_id UInt64,
    one_id UInt64,
    version UInt64,
    changed_at DateTime64(3, 'UTC')
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/all/weir_data/identity_overrides', '{shard}-{replica}', version)
ORDER BY key_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE DICTIONARY weir_data.identity ON CLUSTER `weir`
(
    key_id UInt64,
    one_id UInt64
)
PRIMARY KEY key_id
SOURCE(CLICKHOUSE(
    QUERY 'SELECT key_id, argMax(one_id, version) AS one_id FROM weir_data.identity_overrides GROUP BY key_id'
    INVALIDATE_QUERY 'SELECT max(changed_at), max(version), count() FROM weir_data.identity_overrides'))
LAYOUT(HASHED())
LIFETIME(MIN 1 MAX 2);

CREATE TABLE weir_data.identity_marks ON CLUSTER `weir`
(
    generation String,
    high_water UInt64,
    marked_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/all/weir_data/identity_marks', '{shard}-{replica}', high_water)
ORDER BY generation
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE VIEW weir.events ON CLUSTER `weir` DEFINER = `weir` SQL SECURITY DEFINER AS
SELECT
    id, tenant, source, type, occurred_at, received_at,
    if(anchor_key = 0, 0, dictGetOrDefault('weir_data.identity', 'one_id', anchor_key, events.one_id)) AS one_id,
    key_ids, amount, currency, channel, platform, status, order_id, sku,
    items.sku, items.category, items.quantity, items.price, items.discount,
    region, shop, campaign, properties, context, flags, stored_at
FROM weir_data.events AS events;

CREATE VIEW weir.event_outcomes ON CLUSTER `weir` DEFINER = `weir` SQL SECURITY DEFINER AS
SELECT id, tenant, source, type, outcome, code, field, message, received_at, decided_at
FROM weir_data.event_outcomes;
