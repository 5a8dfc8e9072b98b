import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEventLog } from '@weir/event-log'
import { expect, it, onTestFinished } from 'vitest'
import { type IngestAnswer, startTestIngest } from './testing/test-ingest.ts'

it('has every event it said yes to on disk, where the receipt says, after a stop under load', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'weir-ingest-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const open = () => openEventLog({ url: `lmdb:${directory}`, partitions: 3 })
  const ingest = await startTestIngest({ log: await open(), lingerMs: 2 })
  await ingest.app.listen({ host: '127.0.0.1', port: 0 })
  const url = ingest.app.listeningOrigin

  let answered = 0
  let stopping: Promise<void> | undefined
  const said = new Map<string, string>()
  const shopper = async (person: number) => {
    for (let round = 0; round < 30; round++) {
      const batch = Array.from({ length: 7 }, (_, index) => ({
        type: 'track',
        event: index === 3 ? '' : 'Product Viewed',
        messageId: `${person}-${round}-${index}`,
        userId: `u-${person}`,
      }))
      const answer = await fetch(`${url}/v1/batch`, {
        method: 'POST',
        body: JSON.stringify({ batch, writeKey: 'wk' }),
        headers: { 'content-type': 'text/plain' },
      }).catch(() => undefined)
      if (answer?.status !== 200) return
      for (const { id, receipt } of ((await answer.json()) as IngestAnswer).events)
        said.set(id, new URL(receipt).search)
      if (++answered === 60) stopping = ingest.stop()
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, person) => shopper(person)))
  await stopping

  const again = await startTestIngest({ log: await open() })
  const kept = new Map([
    ...(await again.events()).map(({ id, at }) => [id, `?source=web&at=${at}`] as const),
    ...(await again.letters()).map(({ id, at }) => [id, `?source=web&rejected=${at}`] as const),
  ])
  expect(said.size).toBeGreaterThanOrEqual(60 * 7)
  for (const [id, place] of said) expect(kept.get(id)).toBe(place)
  expect(new Set([...said.values()].map(place => place.split('.')[1])).size).toBe(3)
  await again.stop()
})
