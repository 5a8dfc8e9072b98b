import { setTimeout as wait } from 'node:timers/promises'
import { killQuietly, type TestPlatform } from '../platform/platform.ts'

/** Every kind of process of the tree. */
export const kinds = ['ingest', 'identity', 'processor', 'query', 'alerts', 'clickhouse'] as const

export interface KillPlan {
  /** Kills of one process or two at once; each kind comes round. */
  kills: number
  /** Kills of the whole tree, spread over the others. */
  wholeTree: number
  /** Mean pause between kills, ms. */
  pauseMs: number
  random(): number
}

/** `kill -9` at random moments while load runs. Resolves with what was killed, in order. */
export async function killAtRandom(platform: TestPlatform, plan: KillPlan): Promise<string[]> {
  const done: string[] = []
  const treeAt = new Set(
    Array.from({ length: plan.wholeTree }, (_, at) => Math.floor(((at + 1) * plan.kills) / (plan.wholeTree + 1))),
  )
  for (let number = 0; number < plan.kills; number++) {
    await wait(plan.pauseMs * (0.5 + plan.random()))
    if (treeAt.has(number)) {
      await platform.killAll()
      done.push('whole tree')
      await platform.start()
      continue
    }
    const first = kinds[number % kinds.length]!
    const second = number % 5 === 4 ? kinds[Math.floor(plan.random() * kinds.length)]! : undefined
    const pids = await untilAlive(platform, [first, ...(second ? [second] : [])])
    for (const [name, pid] of pids) if (killQuietly(pid)) done.push(name)
  }
  return done
}

/** A process that was just killed may not be back yet: waits for it, so that every kill hits something. */
async function untilAlive(platform: TestPlatform, names: readonly string[]): Promise<Map<string, number>> {
  for (;;) {
    const alive = platform.pids()
    if (names.every(name => alive.has(name))) return new Map(names.map(name => [name, alive.get(name)!]))
    await wait(20)
  }
}
