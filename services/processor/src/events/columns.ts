/** Columns of weir_data.events in the order rows are written; `stored_at` is ClickHouse's own. */
export const eventColumns = [
  'tenant', 'source', 'id', 'id_hash', 'type', 'occurred_at', 'received_at', 'one_id', 'anchor_key', 'key_ids',
  'amount', 'currency', 'channel', 'platform', 'status', 'order_id', 'sku', 'region', 'shop', 'campaign',
  'items.sku', 'items.category', 'items.quantity', 'items.price', 'items.discount',
  'properties', 'context', 'flags', 'sealed', 'payload_schema',
  'log', 'partition', 'offset', 'record_index', 'accepted_partition', 'accepted_offset', 'accepted_index',
] as const // biome-ignore format: a table

export const outcomeColumns = [
  'tenant', 'source', 'id', 'id_hash', 'type', 'outcome', 'code', 'field', 'message', 'received_at', 'original',
  'log', 'partition', 'offset', 'record_index', 'accepted_partition', 'accepted_offset', 'accepted_index', 'duplicate_of',
] as const // biome-ignore format: a table
