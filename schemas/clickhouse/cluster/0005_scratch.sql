-- What a cluster named weir runs for ../0005_scratch.sql. Made by packages/clickhouse/src/cluster and only to be read:
-- npx vitest run packages/clickhouse/src/cluster -u writes it anew.
CREATE TABLE weir_data.events_scratch ON CLUSTER `weir` AS weir_shard.events
ENGINE = MergeTree
ORDER BY tuple();
