import { parseDuration } from '@weir/config'
import { z } from 'zod'
import { parseInstant } from '../times.ts'

const dayMs = 86_400_000
const defaultRangeMs = 30 * dayMs
/** Clocks of several ingest processes are not one. */
const aheadMs = 60_000

/** A moment, or how long ago; the output is a function of now, in Unix ms. */
const moment = z
  .string()
  .transform((text, context) => {
    const ms = parseInstant(text)
    if (ms !== undefined) return () => ms
    const ago = parseDuration(text)
    if (ago !== undefined) return (now: number) => now - ago
    context.addIssue({ code: 'custom', message: 'is no time; write 2026-01-31T08:00:00Z, epoch milliseconds or 2h' })
    return z.NEVER
  })
  .describe('ISO 8601 (UTC when it names no zone), epoch milliseconds, or how long ago: 30m, 2h, 7d')

const exactly = (what: string) => z.string().max(512).optional().describe(what)

export const letterStates = ['open', 'replayed'] as const

/** Which dead letters are meant; what is left out does not matter, what is empty must be empty. */
export const filterFields = {
  source: exactly('Source the event came from'),
  type: exactly('Event type; empty where none could be told'),
  code: exactly('Reason, as in the answer of ingest'),
  field: exactly('Field at fault; empty when it is the event as a whole'),
  id: exactly('Id of the event'),
  from: moment.optional().describe('Refused since: a time, or how long ago such as 2h; 30d when left out'),
  to: moment.optional().describe('Refused before: a time, or how long ago; now when left out'),
  state: z.enum(letterStates).optional().describe('`replayed`: an event of this source with this id is stored by now'),
}

export const Filter = z.strictObject(filterFields)
export type Filter = z.output<typeof Filter>

const names = ['source', 'type', 'code', 'field', 'id'] as const

/** For a query over weir_data.dead_letters; its parameters come from `filterParams`. */
export const filterSql = [
  'tenant = {tenant:String}',
  "received_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')",
  "received_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')",
  ...names.map(name => `({any_${name}:Bool} OR ${name} = {${name}:String})`),
].join(' AND ')

export function filterParams(tenant: string, filter: Filter, now: number): Record<string, unknown> {
  const to = filter.to?.(now) ?? now + aheadMs
  return {
    tenant,
    to,
    from: filter.from?.(now) ?? to - defaultRangeMs,
    state: filter.state ?? '',
    ...Object.fromEntries(
      names.flatMap(name => [
        [name, filter[name] ?? ''],
        [`any_${name}`, filter[name] === undefined],
      ]),
    ),
  }
}
