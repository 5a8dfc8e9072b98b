-- What a cluster named weir runs for ../0007_dead_letter_doors.sql. Made by packages/clickhouse/src/cluster and only to be read:
-- npx vitest run packages/clickhouse/src/cluster -u writes it anew.
ALTER TABLE weir_shard.dead_letters ON CLUSTER `weir`
    ADD COLUMN door LowCardinality(String) COMMENT 'The way it came in, such as segment/track or webhook/stripe; empty where an older Weir refused it',
    ADD COLUMN delivery String COMMENT 'What came beside the original and is a part of the event: JSON, sealed, base64; empty when nothing did';

ALTER TABLE weir_data.dead_letters ON CLUSTER `weir`
    ADD COLUMN door LowCardinality(String) COMMENT 'The way it came in, such as segment/track or webhook/stripe; empty where an older Weir refused it',
    ADD COLUMN delivery String COMMENT 'What came beside the original and is a part of the event: JSON, sealed, base64; empty when nothing did';
