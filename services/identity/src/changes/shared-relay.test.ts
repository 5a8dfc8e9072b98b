import { decodeChangeBatch } from '@weir/event'
import { createLeases, createMemoryStateStore } from '@weir/state-store'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Change } from '../store/identity-store.ts'
import { startSharedRelay } from './shared-relay.ts'

const change = (version: number): Change => ({ tenant: 't', keyId: version + 1, oneId: 1, version, changedAt: 5 })

let outbox: Change[]
let appended: { by: string; version: number }[]
let relays: ReturnType<typeof startSharedRelay>[]
let state: ReturnType<typeof createMemoryStateStore>
beforeEach(() => {
  outbox = []
  appended = []
  relays = []
  state = createMemoryStateStore()
})
afterEach(() => Promise.all(relays.map(relay => relay.stop())))

function start(holder: string, beforeForget = async () => {}) {
  const relay = startSharedRelay({
    ...{ holder, leases: createLeases(state), leaseTtlMs: 100, pollMs: 5, partitions: 1, intervalMs: 1 },
    onFailure: () => {},
    insist: (_doing, run) => run(),
    store: {
      changes: async () => [...outbox],
      async forgetChanges(changes) {
        await beforeForget()
        outbox = outbox.filter(({ version }) => !changes.some(change => change.version === version))
      },
    },
    log: {
      async append(_topic, records) {
        for (const { value } of records) {
          for (const { version } of decodeChangeBatch(value).changes) appended.push({ by: holder, version })
        }
        return [0]
      },
    },
  })
  relays.push(relay)
  return relay
}

it('is one process at a time, and sees what others put into the outbox without being told', async () => {
  start('a')
  outbox.push(change(1))
  await expect.poll(() => outbox).toEqual([])
  start('b').wake()
  outbox.push(change(2))
  await expect.poll(() => outbox).toEqual([])
  expect(appended).toEqual([
    { by: 'a', version: 1 },
    { by: 'a', version: 2 },
  ])
  await relays[0]!.stop()
  outbox.push(change(3))
  await expect.poll(() => outbox).toEqual([])
  expect(appended.at(-1)).toEqual({ by: 'b', version: 3 })
})

it('loses nothing when it ends between append and delete: the next one appends it once more', async () => {
  start('a', async () => {
    throw new Error('the process is killed')
  })
  outbox.push(change(1))
  await expect.poll(() => appended).toEqual([{ by: 'a', version: 1 }])
  start('b')
  await expect.poll(() => outbox).toEqual([])
  expect(appended.at(-1)).toEqual({ by: 'b', version: 1 })
})
