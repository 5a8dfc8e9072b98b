-- What a cluster named weir runs for ../0006_durable_ids.sql. Made by packages/clickhouse/src/cluster and only to be read:
-- npx vitest run packages/clickhouse/src/cluster -u writes it anew.
ALTER TABLE weir_shard.event_ids ON CLUSTER `weir` MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
