import { setTimeout as wait } from 'node:timers/promises'
import type { Fleet } from '../platform/fleet.ts'
import type { Worker } from '../platform/worker.ts'

/** An engine process that can be ended without warning and started again on its data. */
export interface KillableEngine {
  kill(): Promise<void>
  start(): Promise<void>
}

export interface FaultPlan {
  faults: number
  /** Mean pause between faults, ms. */
  pauseMs: number
  /** How long a frozen worker stands still: longer than a group waits for it, so that its partitions move. */
  freezeMs: number
  /** How long an engine stays down. */
  downMs: number
  /** A member leaves its group and comes back this often, ms. */
  rebalanceEveryMs: number
}

export interface Engines {
  brokers: readonly KillableEngine[]
  postgres: KillableEngine
}

type Fault = (random: () => number) => Promise<string>

/** Kills, freezes and restarts workers and engines at random while load runs. Resolves with what was done, in order. */
export async function breakFleet(
  fleet: Fleet,
  engines: Engines,
  plan: FaultPlan,
  random: () => number,
): Promise<readonly string[]> {
  const anyOf = <T>(things: readonly T[]): T => things[Math.floor(random() * things.length)]!
  const killed: Fault = async () => {
    const worker = anyOf(fleet.workers())
    worker.kill()
    return `kill ${worker.name}`
  }
  const frozen: Fault = async () => {
    const worker = anyOf(fleet.workers('identity', 'processor', 'alerts', 'ingest'))
    worker.pause()
    thawing.push(thaw(worker, plan.freezeMs))
    return `freeze ${worker.name}`
  }
  const down = (name: string, engine: KillableEngine): Promise<string> => {
    const restarting = engine.kill().then(async () => {
      await wait(plan.downMs)
      await engine.start()
    })
    return restarting.then(() => `kill ${name}`)
  }
  // One broker at a time: with two of three gone Kafka rightly accepts nothing.
  const brokerDown: Fault = () => {
    const at = Math.floor(random() * engines.brokers.length)
    return down(`broker ${at + 1}`, engines.brokers[at]!)
  }
  const stateDown: Fault = () => down('PostgreSQL', engines.postgres)
  const thawing: Promise<void>[] = []
  const turns: readonly Fault[] = [killed, frozen, killed, brokerDown, killed, stateDown, frozen, killed]

  const ended = new AbortController()
  const rebalancing = rebalance(fleet, plan.rebalanceEveryMs, ended.signal)
  const done: string[] = []
  for (let number = 0; number < plan.faults; number++) {
    await wait(plan.pauseMs * (0.5 + random()))
    done.push(await turns[number % turns.length]!(random))
  }
  ended.abort()
  done.push(`${await rebalancing} members left and came back`)
  await Promise.all(thawing)
  return done
}

async function thaw(worker: Worker, afterMs: number): Promise<void> {
  await wait(afterMs)
  worker.resume()
}

/** In order, as in a rolling upgrade: every exit and every entry moves partitions. */
async function rebalance(fleet: Fleet, everyMs: number, signal: AbortSignal): Promise<number> {
  const members = fleet.workers('identity', 'processor').filter(({ name }) => !name.endsWith('-1'))
  for (let moves = 0; ; moves++) {
    await wait(everyMs, undefined, { signal }).catch(() => {})
    if (signal.aborted) return moves
    members[moves % members.length]?.restart()
  }
}
