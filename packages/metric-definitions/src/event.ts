/** One line of an order, cart or refund event; decimals as text. */
export interface MetricItem {
  sku: string
  category: string
  quantity: string
  price: string
  discount: string
}

/** The part of an event that metrics read. The same object may be given again with other contents: nothing is kept of it. */
export interface MetricEvent {
  tenant: string
  type: string
  source: string
  /** Unix milliseconds, not before 1970. */
  occurredAt: number
  id: string
  /** 0: no person. */
  anchorKey: number
  oneId: number
  /** As they will stand in weir_data.events; absent means '' (and no amount). */
  columns: {
    amount?: string | undefined
    currency?: string | undefined
    channel?: string | undefined
    platform?: string | undefined
    status?: string | undefined
    order_id?: string | undefined
    sku?: string | undefined
    region?: string | undefined
    shop?: string | undefined
    campaign?: string | undefined
  }
  items: readonly MetricItem[]
  /**
   * The value at `properties.<name>` (dots descend) as it will stand in the JSON column: a typed payload field without a
   * column of its own, or a free-form property. Parsed lazily; undefined when absent.
   */
  field(path: string): unknown
}

/** Columns of weir.events that predicates, values and dimensions may name. */
export const textColumns = [
  'type',
  'source',
  'currency',
  'channel',
  'platform',
  'status',
  'order_id',
  'sku',
  'region',
  'shop',
  'campaign',
] as const
