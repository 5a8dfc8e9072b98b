import { maskValue } from '@weir/privacy'
import { z } from 'zod'
import type { Channel } from './channel.ts'

/** A channel as it may be shown: secrets are said to be there, phone numbers masked, queries of addresses left out. */
export const ChannelView = z
  .object({
    name: z.string(),
    type: z.enum(['webhook', 'dingtalk']),
    default: z.boolean(),
    url: z.string().describe('Without its query, which may hold a token'),
    signed: z.boolean(),
    atMobiles: z.array(z.string()).optional(),
    atAll: z.boolean().optional(),
    language: z.enum(['zh', 'en']).optional(),
    allow: z.array(z.string()),
    version: z.int(),
    origin: z.enum(['file', 'api']),
    disabled: z.string().nullable().describe('Why nothing is sent there any more'),
  })
  .meta({ id: 'AlertChannel' })
export type ChannelView = z.output<typeof ChannelView>

export interface StoredChannel {
  channel: Channel
  /** Send it back with a change; 0 for a file. */
  version: number
  origin: 'file' | 'api'
  /** Set when the receiver said it is gone. */
  disabled: string | null
}

export function viewOf({ channel, version, origin, disabled }: StoredChannel): ChannelView {
  const { name, type, allow } = channel
  const { origin: host, pathname } = new URL(channel.url)
  return {
    name,
    type,
    default: channel.default,
    url: `${host}${pathname}`,
    signed: channel.secret !== undefined,
    allow: [...allow],
    version,
    origin,
    disabled,
    ...(channel.type === 'dingtalk' && {
      atMobiles: channel.atMobiles.map(mobile => maskValue('phone', mobile)),
      atAll: channel.atAll,
      language: channel.language,
    }),
  }
}
