-- The position says up to where ids are indexed: after a power cut the index must hold what it says.
ALTER TABLE weir_data.event_ids MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
