import { z } from 'zod'

const time = z.string().describe('ISO 8601, UTC')

const Key = z.object({
  keyId: z.string(),
  type: z.string(),
  scope: z.string(),
  value: z.string().nullable().describe('Normalised; masked unless the API key may read personal data'),
  masked: z.boolean(),
  firstSeen: time,
  lastSeen: time,
})

const Trait = z.object({
  name: z.string(),
  value: z.unknown(),
  masked: z.boolean(),
  occurredAt: time,
  source: z.string(),
})

const PersonEvent = z.object({
  id: z.string(),
  source: z.string(),
  type: z.string(),
  occurredAt: time,
  receivedAt: time,
  fields: z.record(z.string(), z.string()).describe('The columns this event filled: amount, channel, order_id, …'),
  receipt: z.string().describe('Path of its receipt'),
})

export const ProfileAnswer = z
  .object({
    oneId: z.string().describe('Smallest key id of the cluster; follows merges and splits'),
    keys: z.array(Key).describe('Every key of the person, the one asked for first'),
    traits: z.array(Trait).describe('The latest value of each trait over all keys'),
    firstSeen: time,
    lastSeen: time,
    events: z.array(PersonEvent).describe('The latest events'),
    activity: z
      .array(z.object({ day: z.string(), events: z.int() }))
      .describe('Events a UTC day, the last 90 days; days without any are left out'),
  })
  .meta({ id: 'Profile' })

export type Profile = z.input<typeof ProfileAnswer>
