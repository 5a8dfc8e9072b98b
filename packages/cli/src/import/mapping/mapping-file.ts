import { readFile } from 'node:fs/promises'
import { WeirError } from '@weir/errors'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { expression } from './expression.ts'
import { isZone, timeFormat } from './time-format.ts'

const key = z.strictObject({ type: z.string().min(1), scope: expression.optional(), value: expression })
const fields = z.record(z.string().min(1), expression)

const file = z.strictObject({
  /** What kind of call each row is; Segment's kinds. */
  type: expression.default({ text: 'track' }),
  /** What happened: the name of a track call. */
  event: expression.optional(),
  /** What makes a row known again; without, its content and place in the file do. */
  id: expression.optional(),
  time: z.strictObject({
    value: expression,
    format: timeFormat.default('iso'),
    /** Of times that name none. */
    zone: z.string().refine(isZone, { error: 'is no time zone such as Asia/Shanghai' }).default('UTC'),
  }),
  userId: expression.optional(),
  anonymousId: expression.optional(),
  groupId: expression.optional(),
  previousId: expression.optional(),
  keys: z.array(key).default([]),
  properties: fields.optional(),
  traits: fields.optional(),
  context: fields.optional(),
  /** Of CSV. */
  delimiter: z.string().length(1, { error: 'is not one character' }).default(','),
})

/** What the columns of a CSV or Parquet file mean. */
export type Mapping = z.output<typeof file>

/** @throws WeirError CONFIG_INVALID naming every fault of the file */
export function parseMapping(text: string, name: string): Mapping {
  const document = parseDocument(text, { merge: true })
  const result = document.errors.length === 0 ? file.safeParse(document.toJS()) : undefined
  if (result?.success) return result.data
  const faults =
    result?.error.issues.map(({ path, message }) => `  ${path.join('.') || 'the file'}: ${message}`) ??
    document.errors.map(({ message }) => `  ${message}`)
  throw new WeirError('CONFIG_INVALID', `${name} has ${faults.length} fault(s):\n${faults.join('\n')}`, {
    remedy: 'docs/import.md explains mapping files.',
  })
}

export async function readMapping(path: string): Promise<Mapping> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new WeirError('CONFIG_INVALID', `the mapping ${path} cannot be read`, { cause, remedy: 'Check the path.' })
  })
  return parseMapping(text, path)
}
