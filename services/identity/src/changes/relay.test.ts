import { WeirError } from '@weir/errors'
import { decodeChangeBatch } from '@weir/event'
import type { LogRecord } from '@weir/event-log'
import { expect, it } from 'vitest'
import type { Change } from '../store/identity-store.ts'
import { changeRecords, startRelay } from './relay.ts'

const change = (version: number, tenant = 't'): Change => ({
  tenant,
  keyId: version + 1,
  oneId: 1,
  version,
  changedAt: 5,
})
const versions = (records: readonly LogRecord[]) =>
  records.map(({ value }) => decodeChangeBatch(value).changes.map(({ version }) => version))

it('puts a tenant into one partition, in order, at most a thousand a record', () => {
  const tenants = ['a', 'b', 'c', 'd', 'e']
  const changes = Array.from({ length: 2_600 }, (_, at) => change(at + 1, tenants[at % 2 === 0 ? 0 : at % 5]!))
  const records = changeRecords(changes, 3)
  const homes = new Map<string, Set<number>>()
  const last = new Map<string, number>()
  for (const { partition, value } of records) {
    const batch = decodeChangeBatch(value).changes
    expect(batch.length).toBeLessThanOrEqual(1_000)
    for (const { tenant, version } of batch) {
      homes.set(tenant, (homes.get(tenant) ?? new Set()).add(partition))
      expect(version).toBeGreaterThan(last.get(tenant) ?? 0)
      last.set(tenant, version)
    }
  }
  expect([...homes.values()].every(({ size }) => size === 1)).toBe(true)
  expect(
    versions(records)
      .flat()
      .sort((a, b) => a - b),
  ).toEqual(changes.map(({ version }) => version))
})

it('takes a change out only when it was appended, and appends it again when that is unknown', async () => {
  const outbox = [change(1), change(2)]
  const appended: number[][] = []
  const steps: string[] = []
  const relay = startRelay({
    partitions: 1,
    intervalMs: 0,
    onFailure: error => steps.push(String(error)),
    store: {
      changes: async () => [...outbox],
      async forgetChanges(changes) {
        steps.push(`forget ${changes.map(({ version }) => version).join()}`)
        outbox.splice(0, changes.length)
      },
    },
    log: {
      async append(_topic, records) {
        appended.push(...versions(records))
        steps.push('append')
        if (appended.length < 3) throw new WeirError('LOG_UNAVAILABLE', 'the answer was lost')
        return [0]
      },
    },
    async insist(_doing, run, signal) {
      for (;;) {
        signal.throwIfAborted()
        try {
          return await run()
        } catch {}
      }
    },
  })
  await expect.poll(() => outbox).toEqual([])
  expect(steps).toEqual(['append', 'append', 'append', 'forget 1,2'])
  expect(appended).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ])

  outbox.push(change(3))
  relay.wake()
  await expect.poll(() => outbox).toEqual([])
  expect(appended.at(-1)).toEqual([3])
  await relay.stop()
})
