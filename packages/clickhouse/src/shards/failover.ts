import { isWeirError } from '@weir/errors'
import type { ClickHouse } from '../clickhouse.ts'
import { ClickHouseFault } from '../client/faults.ts'

/** A replica that has lost Keeper answers reads, old ones, and refuses rows. */
const keeperLost: ReadonlySet<number> = new Set([
  225, // NO_ZOOKEEPER
  242, // TABLE_IS_READ_ONLY
  999, // KEEPER_EXCEPTION
])

/** It does not answer, or not as a part of its cluster. Everything else would fail on its neighbour, too. */
const isGone = (error: unknown): boolean =>
  isWeirError(error, 'CLICKHOUSE_UNAVAILABLE') &&
  (!(error.cause instanceof ClickHouseFault) || keeperLost.has(error.cause.code))

/**
 * Replicas as one ClickHouse: all calls go to the first until it is gone, then to the next, and stay there. Staying
 * matters: replicas lag behind each other, and whoever reads what it has just written must ask the one it wrote to.
 * @param welcome Runs before anything is asked of a replica that takes over.
 */
export function createFailover<Replica extends ClickHouse>(
  replicas: readonly Replica[],
  welcome: (replica: Replica) => Promise<void>,
): ClickHouse {
  let at = 0
  let welcomed = 0
  let welcoming: { at: number; done: Promise<void> } | undefined

  function ready(mine: number): Promise<void> | undefined {
    if (welcomed === mine) return undefined
    if (welcoming?.at !== mine) {
      const done = welcome(replicas[mine]!).then(() => {
        welcomed = mine
      })
      const attempt = { at: mine, done }
      welcoming = attempt
      // One that failed is made anew by the next call.
      const forget = () => {
        if (welcoming === attempt) welcoming = undefined
      }
      done.then(forget, forget)
    }
    return welcoming.done
  }

  async function once<T>(run: (replica: Replica) => Promise<T>): Promise<T> {
    const mine = at
    try {
      await ready(mine)
      return await run(replicas[mine]!)
    } catch (error) {
      if (isGone(error) && at === mine) at = (at + 1) % replicas.length
      throw error
    }
  }

  /** For what may be done twice: on each replica once. */
  async function anywhere<T>(run: (replica: Replica) => Promise<T>): Promise<T> {
    for (let left = replicas.length - 1; ; left--) {
      try {
        return await once(run)
      } catch (error) {
        if (left === 0 || !isGone(error)) throw error
      }
    }
  }

  return {
    query: <Row>(...given: Parameters<ClickHouse['query']>) => anywhere(replica => replica.query<Row>(...given)),
    insert: (...given) => anywhere(replica => replica.insert(...given)),
    command: (...given) => once(replica => replica.command(...given)),
    insertOnce: insert => once(replica => replica.insertOnce(insert)),
    ping: () => anywhere(replica => replica.ping()),
    async close() {
      await Promise.all(replicas.map(replica => replica.close()))
    },
  }
}
