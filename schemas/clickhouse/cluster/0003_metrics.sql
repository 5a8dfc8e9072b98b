-- What a cluster named weir runs for ../0003_metrics.sql. Made by packages/clickhouse/src/cluster and only to be read:
-- npx vitest run packages/clickhouse/src/cluster -u writes it anew.
CREATE TABLE weir_shard.metric_points ON CLUSTER `weir`
(
    tenant LowCardinality(String),
    metric LowCardinality(String),
    operand UInt8,
    tier UInt16,
    bucket DateTime('UTC'),
    dimensions Array(LowCardinality(String)),
    member UInt64,
    one_id SimpleAggregateFunction(min, UInt64),
    count SimpleAggregateFunction(sum, UInt64),
    sum SimpleAggregateFunction(sum, Decimal(38, 6)),
    min SimpleAggregateFunction(min, Nullable(Decimal(38, 6))),
    max SimpleAggregateFunction(max, Nullable(Decimal(38, 6))),
    latest SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String, Decimal(38, 6)))
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/weir_data/metric_points', '{replica}')
ORDER BY (tenant, metric, tier, bucket, operand, dimensions, member)
TTL bucket + INTERVAL 9 DAY WHERE tier = 10 AND metric != '_range',
    bucket + INTERVAL 92 DAY WHERE tier = 60 AND metric != '_range',
    bucket + INTERVAL 30 DAY WHERE metric = '_range'
SETTINGS replicated_deduplication_window = 100000, replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE weir_data.metric_points ON CLUSTER `weir` AS weir_shard.metric_points
ENGINE = Distributed('weir', 'weir_shard', 'metric_points');
