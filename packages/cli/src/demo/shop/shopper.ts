import { createHash } from 'node:crypto'

/** A key as Segment's calls carry it: a field of the call, or an entry of context.externalIds. */
export type ShopperKey =
  | { field: 'anonymousId' | 'userId' | 'phone'; value: string }
  | { field: 'externalId'; type: 'openid' | 'member_card'; scope: string; value: string }

/**
 * The keys of shopper number `index` in the order the shop learns them. Every new key is first seen together with one
 * already known, so a shopper is one person however short the visit was.
 */
export function shopperKeys(runId: string, index: number): readonly ShopperKey[] {
  const name = `${runId}-${index}`
  return [
    { field: 'anonymousId', value: `anon-${name}` },
    { field: 'userId', value: `user-${name}` },
    { field: 'phone', value: phoneOf(runId, index) },
    { field: 'externalId', type: 'openid', scope: 'wx-demo-app', value: `o-${name}` },
    { field: 'externalId', type: 'member_card', scope: 'demo-club', value: `M${name}` },
  ]
}

const prefixes = ['138', '139', '150', '151', '158', '159', '182', '183', '186', '187', '188', '198']

/** Each run has a block of numbers of its own: a prefix and four digits from its hash, then the shopper. */
function phoneOf(runId: string, index: number): string {
  const hash = createHash('sha256').update(runId).digest().readUInt32BE(0)
  const block = Math.floor(hash / prefixes.length) % 10_000
  const digits = (number: number) => String(number % 10_000).padStart(4, '0')
  return `+86${prefixes[hash % prefixes.length]}${digits(block)}${digits(index)}`
}
