import { describe, expect, it } from 'vitest'
import { frame } from './frame.ts'
import { progressLine } from './line-view.ts'
import { sceneFixture } from './scene.fixture.ts'
import { createStyle } from './style.ts'
import { widthOf } from './width.ts'

const plain = createStyle(false)

describe('the live view', () => {
  it.each([80, 100, 200])('fits %i columns and a screen of 24 lines', columns => {
    const story = Array.from({ length: 5 }, () => ({ atMs: 30_000, text: 'alipay breaks', tone: 'bad' as const }))
    const lines = frame(sceneFixture({ story }), { columns, style: plain, story: true })
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(Math.min(columns, 100))
    expect(lines.length).toBeLessThan(24)
  })

  it('says what there is to see', () => {
    const text = frame(sceneFixture(), { columns: 100, style: plain, story: true }).join('\n')
    for (const part of [
      'run bcdfgh',
      '1:07',
      '801 events/s',
      '50,102 stored',
      '42.1 %  ● firing',
      '! alipay breaks',
      '… the rule is red',
    ])
      expect(text).toContain(part)
    expect(text).not.toContain('\u001b')
  })

  it('paints what is under the threshold red', () => {
    const style = createStyle(true)
    const lines = frame(sceneFixture(), { columns: 100, style, story: false })
    const row = lines.find(line => line.includes('alipay'))!
    expect(row).toContain(style.red('▇'))
    expect(row).toContain(style.green('█'))
    expect(lines.find(line => line.includes('wechat_pay'))).not.toContain(style.red('█'))
  })
})

it('a line of progress fits a log file', () => {
  expect(progressLine(sceneFixture())).toBe(
    '   1:07    801 events/s   52,311 sent   50,102 stored  alipay 42.1 % firing  wechat_pay 98.0 %  unionpay –',
  )
})
