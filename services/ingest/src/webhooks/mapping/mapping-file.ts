import { type ProviderName, providerNames } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import { eventTypes } from '@weir/event'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { expression } from './expression.ts'

const key = z.strictObject({ type: z.string(), scope: expression.optional(), value: expression })

const topic = z.strictObject({
  /** One of our types, or `custom.<name>`. */
  type: z.string().refine(type => eventTypes.includes(type) || /^custom\.[a-z0-9_]+$/.test(type), {
    error: 'is no event type',
  }),
  time: expression.optional(),
  /** Instead of the keys of the file. */
  keys: z.array(key).optional(),
  fields: z.record(z.string(), expression).default({}),
  /** A field whose name was sent, too. */
  named: z.strictObject({ name: expression, value: expression }).optional(),
})

const file = z.strictObject({
  provider: z.enum(providerNames as [ProviderName, ...ProviderName[]]),
  time: expression.optional(),
  keys: z.array(key).default([]),
  /** A topic that is one of our types is that type. */
  ownTypes: z.boolean().default(false),
  /** What of an event of an unknown topic becomes its properties: all, or what lies at a path. */
  rest: z.string().default(''),
  /** Names at the top of it that are left out, because they are about a person or signatures. */
  omit: z.array(z.string()).default([]),
  topics: z.record(z.string(), topic),
})

/** How the events of a provider become ours: one file of schemas/sources/providers. */
export type Mapping = z.output<typeof file>
export type Mappings = ReadonlyMap<ProviderName, Mapping>

/** @throws WeirError CONFIG_INVALID naming every fault of the file. */
export function parseMapping(text: string, name: string): Mapping {
  const document = parseDocument(text, { merge: true })
  const result = document.errors.length === 0 ? file.safeParse(document.toJS()) : undefined
  if (result?.success) return result.data
  const faults =
    result?.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`) ??
    document.errors.map(({ message }) => `  ${message}`)
  throw new WeirError('CONFIG_INVALID', `${name} has ${faults.length} fault(s):\n${faults.join('\n')}`, {
    remedy: 'schemas/sources/providers/README.md explains the files',
  })
}
