import type { Settings } from '../clickhouse.ts'

/** Of every question. An answer is held back until it is whole, so that an error can still be told from it. */
export const answerSettings: Settings = {
  wait_end_of_query: 1,
  // As JSON numbers 64-bit integers and Decimals would lose digits.
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  json_type_escape_dots_in_keys: 1,
}

/**
 * Of every insert: all its rows become one block, hence one part and one token, whatever their number. Without
 * escaped dots `{"a.b":1,"a":{"b":2}}` fails the insert and `{"a":1,"a.b":2}` loses a value.
 */
export const insertSettings: Settings = {
  async_insert: 0,
  wait_end_of_query: 1,
  json_type_escape_dots_in_keys: 1,
  // A text stays the text that was sent, also where it looks like a date.
  input_format_try_infer_dates: 0,
  input_format_try_infer_datetimes: 0,
  input_format_parallel_parsing: 0,
  max_insert_block_size: 10_000_000,
  // What reads rows from a file (the embedded engine does) goes by this one.
  max_block_size: 10_000_000,
  // And whatever came in pieces all the same is put together again.
  min_insert_block_size_rows: 10_000_000,
  min_insert_block_size_bytes: 0,
}
