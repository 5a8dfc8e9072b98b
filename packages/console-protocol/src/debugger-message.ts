import { z } from 'zod'

export const debuggerOutcomes = ['accepted', 'rejected'] as const

const Reason = z.object({
  code: z.string().describe('Of the catalogue of rejections'),
  field: z.string().describe('Path of the field at fault; empty when it is the event as a whole'),
  message: z.string().describe('What is wrong; never a value of the event'),
  remedy: z.string().describe('What to do about it; empty for a code this version does not know'),
})

const Key = z.object({
  type: z.string().describe('Key type of the identity policy'),
  value: z.string().describe('Normalised; masked where it is personal'),
  usable: z.boolean().describe('False for a blocked or invalid value'),
})

const DebuggedEvent = z.object({
  outcome: z.enum(debuggerOutcomes),
  receivedAt: z.number().describe('When ingest decided it, Unix ms'),
  source: z.string(),
  id: z.string(),
  type: z.string().describe('Empty where none could be told'),
  keys: z.array(Key).describe('Of whoever acted; none of a rejected event'),
  reason: Reason.optional().describe('Why it was rejected'),
  receipt: z.string().describe('Path of its receipt; no two events have the same'),
})

const Count = z.object({
  source: z.string(),
  outcome: z.enum(debuggerOutcomes),
  events: z.int().describe('Events that were decided'),
  hidden: z.int().describe('How many of them are not in `events`, because there were too many in one second'),
})

/** What the debugger is told: `recent` carries the last events and replaces everything, `news` what came after. */
export const DebuggerMessage = z
  .object({
    at: z.number().describe('When it was sent, Unix ms'),
    log: z
      .enum(['starting', 'reading', 'unavailable'])
      .describe(
        'starting: the last events before this moment are being read; unavailable: tried again until it is there',
      ),
    events: z.array(DebuggedEvent).describe('The oldest first'),
    counts: z.array(Count).describe('What was decided since the message before'),
  })
  .meta({ id: 'DebuggerMessage' })

export type DebuggerMessage = z.output<typeof DebuggerMessage>
export type DebuggedEvent = z.output<typeof DebuggedEvent>
export type DebuggedReason = z.output<typeof Reason>
export type DebuggerCount = z.output<typeof Count>
export type DebuggerOutcome = DebuggedEvent['outcome']
