import { describe, expect, it } from 'vitest'
import { episodeOf } from '../episodes/episode.fixture.ts'
import { formatDuration, formatValue, plain } from './words.ts'
import { createPageWriter } from './write-page.ts'

const writer = createPageWriter({ publicUrl: 'https://weir.example.com/', words: { timeZone: 'Asia/Shanghai' } })

describe('pages', () => {
  it('say in both languages what, how much, since when, why and what to do', () => {
    const { title, text, link } = writer.page('fired', episodeOf(), 'phone', 0)
    expect(title).toEqual({ en: '🔴 Payments are failing · channel alipay', zh: '🔴 支付成功率过低 · channel alipay' })
    expect(link).toBe('https://weir.example.com/episodes/fe6b0a0d1e2f00c0ffee')
    expect(text.en).toBe(
      [
        '### 🔴 Payments are failing · channel alipay',
        '',
        '- **Value**: 71.2 % over 3m (< 90.0 %)',
        '- **Value**: 40.0 % over 30s (< 90.0 %)',
        '- **Sample**: 2930 over 3m, 512 over 30s (needs 50)',
        '- **Since**: 2026-01-02 11:04:00 (Asia/Shanghai), paged after 10s',
        '- **Contributing most**: platform ios 38.1 % (n=210)',
        '- **Runbook**: https://wiki.example.com/payments',
        '- **Labels**: team payments',
        '- **Episode**: fe6b0a0d1e2f00c0ffee',
        '',
        '[Open in Weir](https://weir.example.com/episodes/fe6b0a0d1e2f00c0ffee)',
      ].join('\n'),
    )
    for (const words of [
      '71.2 %',
      '近 30s',
      '至少需要 50',
      '2026-01-02 11:04:00',
      '持续 10s 后告警',
      'ios 38.1 %',
      '处理手册',
    ])
      expect(text.zh).toContain(words)
  })

  it('say how it ended', () => {
    const resolved = episodeOf({
      state: 'resolved',
      resolvedAt: Date.UTC(2026, 0, 2, 3, 9, 0),
      resolution: { windowMs: 30_000, op: '>=', threshold: 0.9, value: 0.984, sample: 700 },
    })
    const { title, text } = writer.page('resolved', resolved, 'phone', 0)
    expect(title.zh).toBe('✅ 已恢复：支付成功率过低 · channel alipay')
    expect(text.en).toContain('- **Value**: 98.4 % over 30s (>= 90.0 %)')
    expect(text.en).toContain('- **Lasted**: 5m')
    const closed = writer.page('resolved', { ...resolved, resolution: null, endReason: 'no-data' }, 'phone', 0)
    expect(closed.text.en).toContain('Closed: too little data to tell')
    expect(closed.text.zh).toContain('数据不足')
  })

  it('say when data is late', () => {
    const { text } = writer.page('fired', episodeOf({ lagMs: 42_000 }), 'phone', 0)
    expect(text.en).toContain('Data is 42s behind')
    expect(text.zh).toContain('数据延迟 42s')
  })

  it('keep one id for every attempt, and another for every episode, step and channel', () => {
    const id = (kind: 'fired' | 'resolved', episode: string, channel: string, at: number) =>
      writer.page(kind, episodeOf({ id: episode }), channel, at).id
    expect(id('fired', 'a', 'x', 1)).toBe(id('fired', 'a', 'x', 2))
    expect(
      new Set([
        id('fired', 'a', 'x', 1),
        id('resolved', 'a', 'x', 1),
        id('fired', 'b', 'x', 1),
        id('fired', 'a', 'y', 1),
      ]).size,
    ).toBe(4)
  })
})

describe('words', () => {
  it('let no value from an event become markup', () => {
    const evil = '[click](http://evil.example)\n# <b>*now*</b> `x` | \u0000\u202e'
    const text = plain(evil)
    expect(text).not.toMatch(/[[\]<>`*|#\n\p{C}]|:\/\//u)
    expect(text).toContain('click')
    expect(plain('wechat_pay')).toBe('wechat_pay')
    expect(plain('')).toBe('–')
    expect(plain('x'.repeat(500))).toHaveLength(81)
  })

  it('write values in their unit', () => {
    expect(formatValue(0.9, 'ratio')).toBe('90.0 %')
    expect(formatValue(1234567.891, 'currency')).toBe('1,234,568')
    expect(formatValue(1.239, 'load')).toBe('1.24')
    expect(formatValue(null, 'load')).toBe('–')
    expect([10_000, 60_000, 90_000, 7_200_000, 86_400_000, 3_723_000].map(formatDuration)).toEqual([
      '10s',
      '1m',
      '90s',
      '2h',
      '1d',
      '62m',
    ])
  })
})
