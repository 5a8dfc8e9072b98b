import { maskText, maskValue } from '@weir/privacy'
import { isoFromClickHouse } from '../times.ts'
import type { TraitRow } from './trait-rows.ts'

export interface Trait {
  name: string
  value: unknown
  /** The value is personal, and shown masked. */
  masked: boolean
  /** ISO 8601 */
  occurredAt: string
  source: string
}

export interface TraitReading {
  /** Opens a sealed text. */
  open: (sealed: string) => string
  /** Whether the reader may see personal values in clear. */
  personal: boolean
}

/** The latest value of each trait over all keys of a person, by name. Rows come latest first. */
export function latestTraits(rows: readonly TraitRow[], { open, personal }: TraitReading): Trait[] {
  const traits = new Map<string, Trait>()
  for (const row of rows) {
    const said = { occurredAt: isoFromClickHouse(row.occurred_at), source: row.source }
    const { properties, status, channel, platform, region, shop, campaign } = row
    for (const [name, value] of leaves({
      ...parseProperties(properties),
      status,
      channel,
      platform,
      region,
      shop,
      campaign,
    })) {
      if (!traits.has(name)) traits.set(name, { name, value, masked: false, ...said })
    }
    for (const [path, value] of row.sealed === '' ? [] : leaves(JSON.parse(open(row.sealed)))) {
      const name = path.replace(/^properties\./, '')
      if (!traits.has(name))
        traits.set(name, { name, value: personal ? value : mask(name, value), masked: !personal, ...said })
    }
  }
  return [...traits.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Nested objects become dotted names; arrays and plain values are traits; what is null or empty says nothing. */
function* leaves(value: unknown, path = ''): Generator<[string, unknown]> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value)) yield* leaves(inner, path === '' ? name : `${path}.${name}`)
  } else if (path !== '' && value !== null && value !== undefined && value !== '') {
    yield [path, value]
  }
}

/** Whole numbers that JavaScript would round become text; the first alternative steps over strings. */
function parseProperties(text: string): object {
  const exact = text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, token =>
    token.startsWith('"') ? token : `"${token}"`,
  )
  return JSON.parse(exact) as object
}

function mask(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const found = maskText(text)
  // Free text about a person says more than its patterns: the rest of it is masked like any other value.
  return found === text ? maskValue(name, text) : maskValue(name.split('.').at(-1) ?? name, text)
}
