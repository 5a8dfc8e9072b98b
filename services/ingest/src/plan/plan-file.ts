import { WeirError } from '@weir/errors'
import { eventTypes } from '@weir/event'
import { parseDocument } from 'yaml'
import { z } from 'zod'

const type = z.strictObject({
  /** Names that may be sent; any when left out. */
  properties: z.array(z.string().min(1)).optional(),
  /** Names that must be sent. */
  required: z.array(z.string().min(1)).default([]),
})

const file = z.strictObject({
  /** Its name in verdicts and figures. */
  plan: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, { error: 'has up to 63 of a-z, 0-9, - and _' }),
  /** Any tenant when left out. */
  tenant: z.string().optional(),
  source: z.string().min(1),
  /** Of a type that is not listed: let it pass and count it, or refuse it and keep the original. */
  unplannedTypes: z.enum(['allow', 'quarantine']).default('allow'),
  /** Of a property that is not listed: the same, or store the event without it. */
  unplannedProperties: z.enum(['allow', 'omit', 'quarantine']).default('allow'),
  missingProperties: z.enum(['allow', 'quarantine']).default('allow'),
  types: z.record(
    z.string().refine(name => eventTypes.includes(name) || name.startsWith('custom.'), { error: 'is no event type' }),
    type.nullable().transform(given => given ?? type.parse({})),
  ),
})

/** What a source is expected to send: one file of schemas/sources. */
export type Plan = z.output<typeof file>

/** @throws WeirError CONFIG_INVALID naming every fault of the file. */
export function parsePlan(text: string, name: string): Plan {
  const document = parseDocument(text, { merge: true })
  const result = document.errors.length === 0 ? file.safeParse(document.toJS()) : undefined
  if (result?.success) return result.data
  const faults =
    result?.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`) ??
    document.errors.map(({ message }) => `  ${message}`)
  throw new WeirError('CONFIG_INVALID', `${name} has ${faults.length} fault(s):\n${faults.join('\n')}`, {
    remedy: 'schemas/sources/README.md explains the files',
  })
}
