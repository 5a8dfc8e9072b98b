/** What became of one attempt to deliver a page. */
export type Delivery =
  | { outcome: 'delivered'; detail: string }
  /** `maybeSent`: the answer was lost, the page may have arrived. `waitMs`: how long the receiver wants to be left alone. */
  | { outcome: 'retry'; error: string; maybeSent: boolean; waitMs?: number }
  | { outcome: 'failed'; error: string; gone?: true }
