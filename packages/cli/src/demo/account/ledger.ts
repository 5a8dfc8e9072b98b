import { z } from 'zod'
import type { WeirApi } from '../../command/weir-api.ts'

const counts = {
  accepted: z.int(),
  stored: z.int(),
  duplicate: z.int(),
  quarantined: z.int(),
  suppressed: z.int(),
  missing: z.int(),
}

const Ledger = z.object({
  minutes: z.array(z.object({ minute: z.string(), state: z.enum(['final', 'pending']), ...counts })),
  totals: z.object(counts),
})

/** Weir's own account of the tenant, whoever sent the events. */
export type Ledger = z.output<typeof Ledger>

/** The minutes from one moment to another, Unix milliseconds. */
export const readLedger = (api: WeirApi, fromMs: number, toMs: number): Promise<Ledger> =>
  api.get(`/v1/ledger?from=${fromMs}&to=${toMs}`, Ledger)
