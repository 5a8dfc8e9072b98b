import { setTimeout as wait } from 'node:timers/promises'
import { type Costly, cpuWatch } from './process-cost.ts'

export interface Backlog {
  /** Events done so far, as the service itself counts them. */
  done(): Promise<number>
  /** Events there are to do. */
  events: number
  pids: ReadonlyMap<string, Costly>
}

/** A first part is left out, in which the service compiles its hot code and fills its caches. */
const warmUp = 0.25
const everyMs = 100
const longestMs = 300_000

/** Watches a service work off what waits for it. `cpuUs`: CPU time an event by process, microseconds. */
export async function watchBacklog(
  backlog: Backlog,
): Promise<{ events: number; perSecond: number; cpuUs: Map<string, number> }> {
  const giveUpAt = Date.now() + longestMs
  const reached = async (goal: number): Promise<number> => {
    for (;;) {
      const done = await backlog.done()
      if (done >= goal) return done
      if (Date.now() > giveUpAt) throw new Error(`only ${done} of ${backlog.events} events were done in time`)
      await wait(everyMs)
    }
  }
  const first = await reached(backlog.events * warmUp)
  const watched = cpuWatch(backlog.pids)
  const events = (await reached(backlog.events)) - first
  const { seconds, cpu } = watched()
  return {
    events,
    perSecond: events / seconds,
    cpuUs: new Map([...cpu].map(([name, cpuSeconds]) => [name, (cpuSeconds * 1e6) / events])),
  }
}
