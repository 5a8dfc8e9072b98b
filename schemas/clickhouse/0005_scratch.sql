-- Where the processor finds out which row of a refused insert ClickHouse cannot hold; emptied after each use.
CREATE TABLE weir_data.events_scratch AS weir_data.events
ENGINE = MergeTree
ORDER BY tuple();
