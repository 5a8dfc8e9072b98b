import { WeirError } from '@weir/errors'
import { z } from 'zod'

export const Channels = z.object({
  channels: z.array(
    z.object({
      name: z.string(),
      default: z.boolean(),
      url: z.string(),
      allow: z.array(z.string()),
      version: z.int(),
      origin: z.string(),
      disabled: z.string().nullable(),
    }),
  ),
})
export type ChannelEntry = z.output<typeof Channels>['channels'][number]

export const Rules = z.object({
  rules: z.array(
    z.object({ rule: z.object({ name: z.string(), enabled: z.boolean(), channels: z.array(z.string()).optional() }) }),
  ),
})
export type RuleEntry = z.output<typeof Rules>['rules'][number]['rule']

/**
 * Channels of the user's own that some rule pages: the demo's outage looks real to every rule, and nobody is to be woken
 * by a demo.
 */
export function bystanders(channels: readonly ChannelEntry[], rules: readonly RuleEntry[]): string[] {
  const inForce = rules.filter(({ enabled }) => enabled)
  const named = new Set(inForce.flatMap(({ channels }) => channels ?? []))
  const byDefault = inForce.some(({ channels }) => channels === undefined)
  return channels
    .filter(channel => channel.disabled === null && (named.has(channel.name) || (channel.default && byDefault)))
    .map(({ name }) => name)
}

export const wouldPage = (names: readonly string[]) =>
  new WeirError('CONFIG_INVALID', `the demo's outage would page channels of your own: ${names.join(', ')}`, {
    remedy: [
      'Play it on a platform of its own:',
      '        WEIR_DATA_DIR=demo-data WEIR_QUERY_PORT=0 WEIR_INGEST_PORT=0 WEIR_IDENTITY_PORT=0 \\',
      '        WEIR_PROCESSOR_PORT=0 WEIR_ALERTS_PORT=0 WEIR_CLICKHOUSE_PORT=0 npm run demo',
      '      or, when they may ring: npm run demo -- --page-my-channels',
    ].join('\n'),
  })
