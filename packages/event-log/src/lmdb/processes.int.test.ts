import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EventLog } from '../event-log.ts'
import { openEventLog } from '../open.ts'
import type { LogLimits } from '../options.ts'
import { groups, topics } from '../topics.ts'
import { nameIn } from './fixture/checked-value.ts'
import type { Note } from './fixture/log-process.ts'
import { canMountDisk, type LogProcess, startLogProcess } from './fixture/log-processes.ts'

const now = () => Number(process.hrtime.bigint()) / 1e6

describe('several processes on one log directory', () => {
  let directory: string
  let opened: EventLog[]
  let processes: LogProcess[]

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'weir-log-'))
    opened = []
    processes = []
  })
  afterEach(async () => {
    await Promise.all(processes.map(child => child.kill()))
    await Promise.all(opened.map(log => log.close()))
    await rm(directory, { recursive: true })
  })
  const open = async (options: { partitions?: number; limits?: Partial<LogLimits> } = {}) => {
    const limits = { minFreeBytes: 0, ...options.limits }
    const log = await openEventLog({ url: `lmdb:${directory}`, ...options, limits })
    opened.push(log)
    return log
  }
  const start = async (disk: { megabytes?: number; minFreeBytes?: number } = {}) => {
    const child = await startLogProcess(directory, disk)
    processes.push(child)
    return child
  }

  it('is made once, whoever comes first', async () => {
    const children = await Promise.all([start(), start(), start()])
    const offsets = await Promise.all(children.map(child => child.tell('append', { bytes: 10 })))
    expect(offsets.toSorted()).toEqual([0, 1, 2])
    const log = await open()
    expect((await log.bounds(topics.accepted)).partitions).toEqual([{ start: 0, end: 3 }])
  })

  it('wakes a reader in another process long before its own look every two seconds', async () => {
    const log = await open()
    const reader = await start()
    await reader.tell('consume', { group: 'tail-wake' })
    await reader.noted('opened')
    const lateMs: number[] = []
    for (let offset = 0; offset < 100; offset++) {
      await log.append(topics.accepted, [{ partition: 0, value: new Uint8Array(1_000) }])
      const appendedAt = now()
      const { at } = await reader.noted('records', note => note.offsets.includes(offset))
      lateMs.push(at - appendedAt)
    }
    lateMs.sort((a, b) => a - b)
    expect(lateMs[50]).toBeLessThan(500)
  })

  it('loses nothing acknowledged, whatever is killed in the middle of an append', async () => {
    const partitions = 2
    const log = await open({ partitions, limits: { retentionIntervalMs: 50, retentionBytes: 4_000_000 } })
    // Reads along, so that retention frees pages under the writers' feet.
    const read = Array.from({ length: partitions }, () => new Map<number, string>())
    const damaged: number[] = []
    await log.consume(topics.accepted, groups.identity, {
      open: async () => 0,
      async records(partition, records) {
        for (const { offset, value } of records) {
          const name = nameIn(value)
          if (name === undefined || read[partition]!.has(offset)) damaged.push(offset)
          else read[partition]!.set(offset, name)
        }
        for (const group of [groups.identity, groups.ledger]) {
          await log.processed(topics.accepted, group, partition, records.at(-1)!.offset + 1)
        }
      },
      closed: async () => {},
      failed: (_, error) => damaged.push(error as never),
    })
    const begin = async (name: string) => {
      const child = await start()
      child.tell('appendForEver', { name, partitions, bytes: 200_000 }).catch(() => {}) // killed before it answers
      await child.noted('appended')
      return child
    }
    let alive: LogProcess[] = await Promise.all([begin('a'), begin('b'), begin('c')])
    for (let round = 0; round < 8; round++) {
      await delay(Math.random() * 150)
      const victim = alive[round % alive.length]!
      await victim.kill()
      alive = [...alive.filter(child => child !== victim), await begin(`kill-${round}`)]
    }
    await Promise.all(alive.map(child => child.kill()))

    const acknowledged = processes.flatMap(child => child.notes).filter(note => note.kind === 'appended')
    expect(acknowledged.length).toBeGreaterThan(100)
    const { partitions: bounds } = await log.bounds(topics.accepted)
    await expect.poll(() => bounds.map((_, p) => read[p]!.size)).toEqual(bounds.map(({ end }) => end))
    for (const { name, partition, offset } of acknowledged) expect(read[partition]!.get(offset)).toBe(name)
    for (const names of read) expect(new Set(names.values()).size).toBe(names.size)
    expect(damaged).toEqual([])
    expect(bounds.some(({ start }) => start > 0)).toBe(true)
  })

  it('gives the partitions of a killed consumer to the others long before their own look every four seconds', async () => {
    const log = await open({ partitions: 4 })
    const [victim, survivor] = [await start(), await start()]
    for (const child of [victim, survivor]) await child.tell('consume', { group: groups.identity })
    await expect.poll(() => [held(victim).size, held(survivor).size]).toEqual([2, 2])
    await log.append(
      topics.accepted,
      [0, 1, 2, 3].map(partition => ({ partition, value: new Uint8Array(1) })),
    )
    await victim.noted('records')
    const killedAt = now()
    await victim.kill()
    await expect.poll(() => held(survivor).size, { interval: 10 }).toBe(4)
    const last = Math.max(...survivor.notes.flatMap(note => (note.kind === 'opened' ? [note.at] : [])))
    expect(last - killedAt).toBeLessThan(3_000)
    for (const partition of [0, 1, 2, 3]) await survivor.noted('records', note => note.partition === partition)
  })

  it('never has two live processes hold a partition, while they come, go and are killed', async () => {
    await open({ partitions: 4 })
    const ends = new Map<LogProcess, number>()
    const keeper = await start()
    await keeper.tell('consume', { group: 'churn' })
    for (let round = 0; round < 5; round++) {
      const guest = await start()
      await guest.tell('consume', { group: 'churn' })
      if (round % 2 === 0) await guest.noted('opened')
      if (round % 3 === 2) await guest.tell('leave', null)
      ends.set(guest, now())
      await guest.kill()
    }
    await expect.poll(() => held(keeper).size).toBe(4)
    const spans = processes.flatMap(child => spansOf(child.notes, ends.get(child) ?? now()))
    expect(spans.length).toBeGreaterThan(8)
    for (const a of spans) {
      const clashes = spans.filter(b => b !== a && b.partition === a.partition && a.from <= b.from && b.from < a.to)
      expect(clashes).toEqual([])
    }
  })

  it('forgets the groups that died with their processes', async () => {
    const log = await open({ limits: { retentionIntervalMs: 50 } })
    const reader = await start()
    await reader.tell('consume', { group: 'tail-dead' })
    await reader.noted('opened')
    await log.processed(topics.accepted, 'tail-dead', 0, 7)
    await log.processed(topics.accepted, groups.identity, 0, 7)
    const next = async (group: string) => (await log.lag(topics.accepted, group))[0]!.next
    await reader.kill()
    await expect.poll(() => next('tail-dead')).toBe(0)
    expect(await next(groups.identity)).toBe(7)
  })

  it.skipIf(!canMountDisk())('says LOG_FULL when the disk is full, and goes on when it no longer is', async () => {
    const child = await start({ megabytes: 24 })
    await child.tell('takeSpace', { bytes: 12_000_000 })
    const appended: (number | string)[] = []
    while (appended.at(-1) !== 'LOG_FULL') {
      appended.push(await child.tell('append', { bytes: 500_000 }))
      expect(appended.at(-1)).toBeOneOf([appended.length - 1, 'LOG_FULL'])
    }
    expect(await child.tell('append', { bytes: 500_000 })).toBe('LOG_FULL')
    await child.tell('takeSpace', { bytes: 0 })
    await expect.poll(() => child.tell('append', { bytes: 500_000 })).toBe(appended.length - 1)
    expect(await child.tell('append', { bytes: 500_000 })).toBe(appended.length)
    await child.tell('consume', { group: 'check' })
    await child.noted('records', note => note.offsets.includes(appended.length))
    const read = child.notes.flatMap(note => (note.kind === 'records' ? note.offsets : []))
    expect(read).toEqual(Array.from({ length: appended.length + 1 }, (_, offset) => offset))
  })

  it.skipIf(!canMountDisk())('keeps some of the disk free, and makes room of what is processed', async () => {
    const child = await start({ megabytes: 24, minFreeBytes: 8_000_000 })
    let next = 0
    while ((await child.tell('append', { bytes: 500_000 })) !== 'LOG_FULL') next++
    expect(next).toBeGreaterThan(10)
    await child.tell('processed', { next })
    for (let more = 0; more < 20; more++) {
      await expect.poll(() => child.tell('append', { bytes: 500_000 })).toBe(next + more)
      await child.tell('processed', { next: next + more })
    }
  })
})

/** Open and not closed, as far as told. */
function held(child: LogProcess): Set<number> {
  const partitions = new Set<number>()
  for (const note of child.notes) {
    if (note.kind === 'opened') partitions.add(note.partition)
    if (note.kind === 'closed') partitions.delete(note.partition)
  }
  return partitions
}

/** From when to when a process held each partition, by the clock all share. */
function spansOf(notes: readonly Note[], end: number): { partition: number; from: number; to: number }[] {
  return notes.flatMap((note, index) => {
    if (note.kind !== 'opened') return []
    const later = notes.slice(index)
    const closed = later.find(other => other.kind === 'closed' && other.partition === note.partition)
    return [{ partition: note.partition, from: note.at, to: closed?.kind === 'closed' ? closed.at : end }]
  })
}
