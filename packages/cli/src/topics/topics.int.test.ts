import { randomUUID } from 'node:crypto'
import { findKafka, sharedKafka } from '@weir/testing'
import { Kafka } from 'kafkajs'
import { beforeAll, describe, expect, it } from 'vitest'
import { runWeir } from '../command/run-weir.fixture.ts'

const kafka = await findKafka()
const names = ['events.accepted', 'events.identified', 'events.rejected', 'identity.changes']

interface Applied {
  dryRun: boolean
  embedded: boolean
  generation?: string
  partitions?: number
  topics: { topic: string; state: string; differs: { what: string; remedy: string }[] }[]
}

async function apply(url: string, ...flags: string[]) {
  const { code, stdout, stderr } = await runWeir(['topics', 'apply', '--json', ...flags], { WEIR_LOG_URL: url })
  return { code, stderr, applied: JSON.parse(stdout) as Applied }
}

describe('weir topics apply', () => {
  it('has nothing to do for the embedded log', async () => {
    const { code, stdout } = await runWeir(['topics', 'apply'])
    expect([code, stdout]).toEqual([0, 'The embedded log makes its topics by itself.\n'])
  })

  it('refuses numbers that are none', async () => {
    for (const partitions of ['0', '257', 'many']) {
      const { code, stderr } = await runWeir(['topics', 'apply', '--partitions', partitions])
      expect(code).toBe(78)
      expect(stderr).toMatch(/whole number from 1 to 256/)
    }
  })

  it('says that Kafka is away, with the exit code for what may pass', async () => {
    const { code, applied } = await apply('kafka://127.0.0.1:1')
    expect(code).toBe(75)
    expect(applied).toMatchObject({
      error: { code: 'LOG_UNAVAILABLE', remedy: expect.stringContaining('WEIR_LOG_URL') },
    })
  })
})

describe.skipIf(kafka === undefined)('weir topics apply on Kafka', () => {
  let url: string
  let prefix: string
  beforeAll(async () => {
    const server = await sharedKafka()
    prefix = randomUUID().slice(0, 8)
    url = `${server.url}/${prefix}`
  })
  const rows = (state: string) => names.map(name => ({ topic: `${prefix}.${name}`, state, differs: [] }))

  it('says what is missing, makes it once, and then finds it there', async () => {
    const dry = await apply(url, '--partitions', '3', '--dry-run')
    expect(dry).toMatchObject({ code: 0, applied: { dryRun: true, topics: rows('missing') } })
    const made = await apply(url, '--partitions', '3')
    expect(made).toMatchObject({ code: 0, applied: { partitions: 3, topics: rows('made') } })
    const again = await apply(url)
    expect(again.applied).toMatchObject({ generation: made.applied.generation, partitions: 3, topics: rows('there') })
    const { stdout } = await runWeir(['topics', 'apply'], { WEIR_LOG_URL: url })
    expect(stdout).toMatch(new RegExp(`^${prefix}\\.events\\.accepted +there$`, 'm'))
  })

  it('lists what somebody has changed, changes nothing back, and ends with 1', async () => {
    const { brokers } = await sharedKafka()
    const admin = new Kafka({ brokers: brokers.map(({ address }) => address), logLevel: 0 }).admin()
    await admin.connect()
    const configEntries = [{ name: 'retention.ms', value: '60000' }]
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: 2, name: `${prefix}.${names[0]}`, configEntries }],
    })
    await admin.disconnect()
    const { code, applied } = await apply(url)
    expect(code).toBe(1)
    const [accepted, ...others] = applied.topics
    expect(accepted!.differs.map(({ what }) => what)).toContainEqual(expect.stringMatching(/retention.ms is 60000/))
    expect(others.every(({ differs }) => differs.length === 0)).toBe(true)
    expect((await apply(url, '--dry-run')).code).toBe(1)
  })
})
