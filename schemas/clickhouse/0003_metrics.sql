-- Partial aggregates, written whole by the processor: every kind merges by the same SQL over any window.
-- `metric` is name@version. `operand` is 0, or 1 and 2 for a ratio's numerator and denominator. `tier` is the width of
-- the bucket in seconds. `member` is 0, or for kind unique the person's anchor key or the value's hash.
-- The row of metric `_range` marks a range as written; its dimensions are log, partition, from, to, attempt, its bucket
-- is processing time, so it merges with no other.
CREATE TABLE weir_data.metric_points
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
ENGINE = AggregatingMergeTree
ORDER BY (tenant, metric, tier, bucket, operand, dimensions, member)
TTL bucket + INTERVAL 9 DAY WHERE tier = 10 AND metric != '_range',
    bucket + INTERVAL 92 DAY WHERE tier = 60 AND metric != '_range',
    bucket + INTERVAL 30 DAY WHERE metric = '_range'
SETTINGS non_replicated_deduplication_window = 100000, fsync_after_insert = 1, fsync_part_directory = 1;
