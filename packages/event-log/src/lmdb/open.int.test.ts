import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openEventLog } from '../open.ts'
import { topics } from '../topics.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-log-'))
})
afterEach(() => rm(directory, { recursive: true }))

const open = (name = 'log', partitions?: number) => openEventLog({ url: `lmdb:${join(directory, name)}`, partitions })
const make = async (name = 'log', partitions?: number) => {
  const log = await open(name, partitions)
  const { generation } = await log.bounds(topics.accepted)
  await log.close()
  return generation
}

it('keeps generation and partitions over restarts, whatever is left out', async () => {
  const generation = await make('log', 3)
  const again = await open()
  const bounds = await again.bounds(topics.changes)
  expect([bounds.generation, bounds.partitions.length]).toEqual([generation, 3])
  await again.close()
  expect(await make('log', 3)).toBe(generation)
})

it('refuses another number of partitions', async () => {
  await make()
  await expect(open('log', 2)).rejects.toMatchObject({ code: 'CONFIG_INVALID', field: 'WEIR_LOG_PARTITIONS' })
  await make()
})

it('refuses a log that has lost a topic', async () => {
  await make()
  await rm(join(directory, 'log', topics.identified), { recursive: true })
  await expect(open()).rejects.toMatchObject({ code: 'LOG_GENERATION_UNKNOWN' })
  await expect(open()).rejects.toMatchObject({ code: 'LOG_GENERATION_UNKNOWN' })
})

it('refuses the topic of another log', async () => {
  await make('log')
  await make('other')
  await rm(join(directory, 'log', topics.identified), { recursive: true })
  await rename(join(directory, 'other', topics.identified), join(directory, 'log', topics.identified))
  await expect(open()).rejects.toMatchObject({ code: 'LOG_GENERATION_UNKNOWN' })
})

it('refuses a directory of something else', async () => {
  await make()
  await rename(join(directory, 'log', topics.identified), join(directory, 'control'))
  await expect(open('.')).rejects.toMatchObject({ code: 'DATA_DIR_VERSION' })
})

it('knows no engine but its own', async () => {
  await expect(openEventLog({ url: 'amqp://host' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})
