import { WeirError } from '@weir/errors'
import { describe, expect, it } from 'vitest'
import type { ClickHouse } from '../clickhouse.ts'
import { ClickHouseFault } from '../client/faults.ts'
import { createFailover } from './failover.ts'

type State = 'up' | 'gone' | 'keeper lost' | 'busy'

const faults = { busy: new ClickHouseFault(241, 'memory'), 'keeper lost': new ClickHouseFault(242, 'read only') }

/** Three replicas that note what they are asked, and what they were welcomed with. */
function replicas() {
  const calls: string[] = []
  const states: State[] = ['up', 'up', 'up']
  const made = states.map((_, at) => {
    const call = async (what: string) => {
      calls.push(`${at} ${what}`)
      const state = states[at]
      if (state === 'gone') throw new WeirError('CLICKHOUSE_UNAVAILABLE', 'nothing listens')
      if (state === 'keeper lost' || state === 'busy')
        throw new WeirError('CLICKHOUSE_UNAVAILABLE', 'refused', { cause: faults[state] })
    }
    const replica: ClickHouse = {
      query: async sql => {
        await call(sql)
        return []
      },
      command: call,
      insert: async table => call(`insert ${table}`),
      insertOnce: async ({ table }) => {
        await call(`once ${table}`)
        return { attempt: 1, repeated: false }
      },
      ping: () => call('ping'),
      close: () => call('close'),
    }
    return replica
  })
  const failover = createFailover(made, async replica => replica.command('welcome'))
  return { failover, calls, states }
}

const once = {
  table: 't', columns: [], rows: '', rowCount: 0, unknown: false, readBack: { where: '1' },
  token: { log: 'g', partition: 0, from: 0, to: 1 },
} // biome-ignore format: one insert

describe('replicas of a shard', () => {
  it('ask the next one for what may be asked twice, welcome it first, and stay with it', async () => {
    const { failover, calls, states } = replicas()
    await failover.query('a')
    states[0] = 'gone'
    await failover.query('b')
    states[0] = 'up'
    await failover.query('c')
    expect(calls).toEqual(['0 a', '0 b', '1 welcome', '1 b', '1 c'])
  })

  it('leave to the caller what must not be done twice, and are elsewhere when it comes again', async () => {
    const { failover, calls, states } = replicas()
    states[0] = 'keeper lost'
    await expect(failover.insertOnce(once)).rejects.toMatchObject({ code: 'CLICKHOUSE_UNAVAILABLE' })
    await failover.insertOnce({ ...once, unknown: true })
    expect(calls).toEqual(['0 once t', '1 welcome', '1 once t'])
  })

  it('stay with one that is only busy: its neighbour would be, too', async () => {
    const { failover, calls, states } = replicas()
    states[0] = 'busy'
    await expect(failover.query('a')).rejects.toMatchObject({ cause: { code: 241 } })
    expect(calls).toEqual(['0 a'])
  })

  it('ask nothing of a replica before its welcome succeeded, and try it again', async () => {
    const { failover, calls, states } = replicas()
    states.splice(0, 3, 'gone', 'busy', 'up')
    await expect(failover.query('a')).rejects.toMatchObject({ cause: { code: 241 } })
    states[1] = 'up'
    await Promise.all([failover.query('b'), failover.query('c')])
    expect(calls).toEqual(['0 a', '1 welcome', '1 welcome', '1 b', '1 c'])
  })

  it('say so when all of them are gone, after asking each once', async () => {
    const { failover, calls, states } = replicas()
    states.fill('gone')
    await expect(failover.ping()).rejects.toMatchObject({ code: 'CLICKHOUSE_UNAVAILABLE' })
    expect(calls).toEqual(['0 ping', '1 welcome', '2 welcome'])
  })
})
