import { describe, expect, it } from 'vitest'
import { outcomeFixture } from '../outcome.fixture.ts'
import { resultOf } from '../result.ts'
import { createStyle } from '../view/style.ts'
import { widthOf } from '../view/width.ts'
import { type Report, reportLines } from './report.ts'
import { timelineOf } from './timeline.ts'

const start = Date.UTC(2024, 0, 1)
const rule = { conditions: [{ windowMs: 180_000, below: 0.9 }, { windowMs: 30_000, below: 0.9 }], forMs: 10_000, minSample: 50 } // biome-ignore format: one thought
const episode = {
  id: 'e1',
  conditions: [{ windowMs: 30_000, value: 0.725, sample: 924 }],
  timeline: [
    { at: start + 35_000, step: 'crossed' },
    { at: start + 45_000, step: 'fired' },
    { at: start + 99_000, step: 'resolved' },
  ],
}

function report(over: Parameters<typeof outcomeFixture>[0] = {}): Report {
  const outcome = outcomeFixture(over)
  return {
    outcome,
    result: resultOf(outcome),
    readyAt: start,
    tookMs: 104_000,
    timeline: outcome.repeat
      ? []
      : timelineOf({ incident: outcome.incident, rule, episode, dingTalkAt: [start + 45_400] }),
    dingTalk: outcome.repeat
      ? []
      : ['### 🔴 支付成功率过低\n\n- **当前值**：72.5 %\n\n[在 Weir 中查看](http://weir/episodes/e1)'],
    keys: 37,
    links: { live: 'http://weir/login', episode: 'http://weir/episodes/e1', receipt: 'http://weir/receipt' },
    stops: false,
  }
}
const text = (shown: Report, columns = 100) => reportLines(shown, { style: createStyle(false), columns })

describe('the report', () => {
  it.each([80, 100])('tells everything in %i columns', columns => {
    const lines = text(report(), columns)
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns)
    for (const part of [
      'alipay breaks: 98 % → 40 %',
      'Weir fires: 72.5 % of 924 over 30 s',
      'Weir took 1.2 s',
      '🔴 支付成功率过低',
      '· 当前值：72.5 %',
      '100 sent, 100 accepted, 100 stored:  0 lost, 0 doubled',
      '10 simulated with 37 keys, 10 found',
      'All well',
      'http://weir/login',
      'npm run demo -- --run-id r',
    ])
      expect(lines.join('\n')).toContain(part)
  })

  it('tells the incident in the order of time', () => {
    const lines = text(report()).filter(line => /\d:\d\d {2}\d\d:\d\d:\d\d\.\d {2}/.test(line))
    expect(lines.map(line => line.slice(21)).slice(0, 5)).toEqual([
      'the shop opens',
      'alipay breaks: 98 % → 40 % of its payments succeed',
      'true on what was sent: under 90 % over 3 min and 90 % over 30 s',
      'Weir sees it: pending for 10 s',
      'Weir fires: 72.5 % of 924 over 30 s',
    ])
  })

  it('says plainly what is not as it should be', () => {
    const lines = text(report({ counts: { stored: 97 } })).join('\n')
    expect(lines).toContain('Not as it should be')
    expect(lines).toContain('· 3 accepted events are not stored')
    expect(lines).not.toContain('All well')
  })

  it('of a repeat speaks of duplicates', () => {
    const lines = text(report({ repeat: true, pages: 0, resolves: 0, counts: { duplicate: 100 } })).join('\n')
    expect(lines).toContain('100 sent again, 100 accepted, 100 duplicates')
    expect(lines).not.toContain('The incident')
  })
})
