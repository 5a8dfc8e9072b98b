import { z } from 'zod'

const origin = z
  .string()
  .max(260)
  .regex(/^https?:\/\/(?:\*\.)?[a-z0-9.-]+(?::\d{1,5})?$/i, {
    error: 'is no origin; write https://shop.example or https://*.shop.example',
  })

/** What may be set for the source of a write key; everything left out has a default. */
export const sourceSettings = z.strictObject({
  /** Pages whose scripts may send; any when left out. Senders that are no browser name no origin and are not asked. */
  origins: z.array(origin).max(100).optional(),
  /** Events a second for each write key, and how many may come at once; by each ingest process. */
  rate: z
    .strictObject({
      perSecond: z.number().positive().max(10_000_000),
      burst: z.int().positive().max(100_000_000).optional(),
    })
    .optional(),
})

export type SourceSettings = z.output<typeof sourceSettings>
