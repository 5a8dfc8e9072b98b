import { describe, expect, it } from 'vitest'
import { bystanders, type ChannelEntry } from './bystanders.ts'
import { isDemoChannel } from './demo-channels.ts'

const channel = (name: string, over: Partial<ChannelEntry> = {}): ChannelEntry => ({
  name,
  default: true,
  url: 'https://example.com/hook',
  allow: [],
  version: 1,
  origin: 'api',
  disabled: null,
  ...over,
})
const rule = (channels?: string[], enabled = true) => ({ name: 'r', enabled, ...(channels && { channels }) })

describe('channels of the user’s own', () => {
  it('would be paged by default or by name', () => {
    const channels = [channel('night'), channel('named', { default: false }), channel('quiet', { default: false })]
    expect(bystanders(channels, [rule(), rule(['named'])])).toEqual(['night', 'named'])
    expect(bystanders(channels, [rule(['named'])])).toEqual(['named'])
  })

  it('are left alone by rules and channels that are off', () => {
    const channels = [channel('night'), channel('gone', { disabled: 'HTTP 410' })]
    expect(bystanders(channels, [rule(undefined, false), rule(['gone'])])).toEqual([])
    expect(bystanders([channel('gone', { disabled: 'HTTP 410' })], [rule()])).toEqual([])
  })
})

it('a channel is the demo’s when its name and its address agree', () => {
  const demo = { name: 'demo-webhook-4711', url: 'http://127.0.0.1:4711/webhook', origin: 'api' }
  expect(isDemoChannel(demo)).toBe(true)
  expect(isDemoChannel({ ...demo, url: 'http://127.0.0.1:4712/webhook' })).toBe(false)
  expect(isDemoChannel({ ...demo, url: 'https://example.com:4711/webhook' })).toBe(false)
  expect(isDemoChannel({ ...demo, origin: 'file' })).toBe(false)
})
