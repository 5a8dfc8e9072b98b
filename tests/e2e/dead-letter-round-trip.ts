import { expect } from 'vitest'

export interface RoundTrip {
  ingestUrl: string
  queryUrl: string
  writeKey: string
  manageKey: string
  /** `weir dead-letters …` with that key. */
  deadLetters(args: readonly string[]): Promise<unknown>
}

interface Letters {
  letters: { letter: string; id: string; state?: string; status?: string; receipt?: string }[]
}

const patience = { timeout: 60_000, interval: 250 }

/** A refused event is found, tried, mended and replayed, by two people at once and then again: it is stored once. */
export async function roundTrip({ ingestUrl, queryUrl, writeKey, manageKey, deadLetters }: RoundTrip): Promise<void> {
  const headers = { authorization: `Bearer ${manageKey}`, 'content-type': 'application/json' }
  const get = async <T>(path: string) => (await (await fetch(`${queryUrl}${path}`, { headers })).json()) as T
  const replay = async (body: object) => {
    const answer = await fetch(`${queryUrl}/v1/dead-letters/replay`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    return (await answer.json()) as Letters
  }

  const sent = await fetch(`${ingestUrl}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      context: { locale: 'zh-CN' },
      batch: [
        {
          type: 'track',
          messageId: 'letter-1',
          userId: 'u-9',
          properties: { order_id: 'o-9', total: '9.90', currency: 'CNY' },
        },
      ],
    }),
  })
  expect(await sent.json()).toMatchObject({ rejected: 1, events: [{ code: 'field_missing', field: 'event' }] })

  const listed = () => get<Letters>('/v1/dead-letters?id=letter-1&from=1h')
  await expect.poll(async () => (await listed()).letters.length, patience).toBe(1)
  const [{ letter }] = (await listed()).letters as [Letters['letters'][number]]
  expect(await get('/v1/dead-letters/groups?code=field_missing')).toMatchObject({
    groups: [{ field: 'event', count: 1, open: 1, sample: { letter } }],
  })
  expect(await get(`/v1/dead-letters/${letter}`)).toMatchObject({ clear: true, original: { userId: 'u-9' } })

  const asked = { letters: [letter], patch: [{ op: 'add', path: '/event', value: 'Order Completed' }] }
  expect(await replay({ letters: [letter], dryRun: true })).toMatchObject({ letters: [{ status: 'rejected' }] })
  expect(await replay({ ...asked, dryRun: true })).toMatchObject({
    letters: [{ status: 'accepted', type: 'order.paid' }],
  })
  expect((await listed()).letters).toMatchObject([{ state: 'open' }])

  const both = await Promise.all([replay(asked), replay(asked)])
  const statuses = both.flatMap(({ letters }) => letters.map(({ status }) => status))
  expect(statuses).toContain('accepted')
  expect(statuses.every(status => status === 'accepted' || status === 'duplicate')).toBe(true)
  await expect.poll(async () => (await listed()).letters[0]?.state, patience).toBe('replayed')

  expect(await deadLetters(['replay', letter])).toMatchObject({ letters: [{ status: 'duplicate' }] })
  const receipt = await get<{ state: string; event: object }>('/v1/events/letter-1/receipt?source=web')
  expect(receipt).toMatchObject({ state: 'stored', event: { type: 'order.paid', flags: ['replayed'] } })

  const totals = async () => {
    const { totals } = await get<{ totals: Record<string, number> }>('/v1/ledger')
    return { missing: totals.missing, balanced: totals.accepted === totals.stored! + totals.duplicate! }
  }
  await expect.poll(totals, patience).toEqual({ missing: 0, balanced: true })
  const { totals: all } = await get<{ totals: Record<string, number> }>('/v1/ledger')
  expect(all.duplicate).toBe(statuses.filter(status => status === 'accepted').length - 1)
}
