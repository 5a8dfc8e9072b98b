// Question: what does the platform cost when nothing happens?
// Scenario: the whole tree a minute after it became ready, and again a minute after 20 s of 5,000 events/s; each time five
//   looks of 5 s.
// Caveat: PSS counts pages of the log's and the state's files that happen to be mapped; "anonymous" leaves them out.
import { setTimeout as wait } from 'node:timers/promises'
import { startTestPlatform, type TestPlatform } from '../../platform/platform.ts'
import { startBackground } from '../background.ts'
import { cpuWatch, memoryOf } from '../process-cost.ts'
import type { Bench, Scenario } from '../scenario.ts'
import { treeOf } from '../tree.ts'

export const idle: Scenario = {
  name: 'idle',
  question: 'memory (PSS, MB) and CPU (% of a core) of every process without traffic',
  async run(bench) {
    const platform = await startTestPlatform({ env: { WEIR_LOG_LEVEL: 'warn' } })
    const quietMs = bench.quick ? 5_000 : 60_000
    try {
      await wait(quietMs)
      await look(bench, platform, 'after start')
      const background = await startBackground(platform, 5_000, 'before')
      await wait(bench.quick ? 5_000 : 20_000)
      await background.stop()
      await wait(quietMs)
      await look(bench, platform, 'after load')
    } finally {
      await platform.dispose()
    }
  },
}

async function look(bench: Bench, platform: TestPlatform, when: string): Promise<void> {
  for (let round = 0; round < bench.rounds; round++) {
    const tree = treeOf(platform)
    const watched = cpuWatch(tree)
    await wait(5_000)
    const { seconds, cpu } = watched()
    const whole = memoryOf(tree.values())
    bench.record(`${when}: all`, {
      'PSS MB': whole.total,
      'anonymous MB': whole.anonymous,
      'CPU %': ([...cpu.values()].reduce((sum, each) => sum + each, 0) / seconds) * 100,
    })
    for (const [name, pid] of tree) {
      const { total, anonymous } = memoryOf([pid])
      bench.record(`${when}: ${name}`, {
        'PSS MB': total,
        'anonymous MB': anonymous,
        'CPU %': ((cpu.get(name) ?? 0) / seconds) * 100,
      })
    }
  }
  bench.say(when)
}
