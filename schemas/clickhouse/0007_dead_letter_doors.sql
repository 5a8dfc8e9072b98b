-- What it takes to make the event again: a replay goes the way it first came.
ALTER TABLE weir_data.dead_letters
    ADD COLUMN door LowCardinality(String) COMMENT 'The way it came in, such as segment/track or webhook/stripe; empty where an older Weir refused it',
    ADD COLUMN delivery String COMMENT 'What came beside the original and is a part of the event: JSON, sealed, base64; empty when nothing did';
