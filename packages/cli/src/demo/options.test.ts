import { describe, expect, it } from 'vitest'
import { readOptions } from './options.ts'

describe('flags of the demo', () => {
  it('name a new run when none is given', () => {
    expect(readOptions([], () => 0.5)).toMatchObject({ json: false, runId: 'nnnnnn', seed: 1, pageMyChannels: false })
  })

  it('take the name of a run and a seed', () => {
    const given = readOptions(['--json', '--run-id', '2024-05_a', '--seed', '42'])
    expect(given).toMatchObject({ json: true, runId: '2024-05_a', seed: 42 })
    expect(readOptions(['--help'])).toBe('help')
  })

  it.each([
    ['a run id that would end another’s prefix', ['--run-id', 'a.b']],
    ['an endless run id', ['--run-id', 'a'.repeat(41)]],
    ['an empty run id', ['--run-id', '']],
    ['a seed that is no number', ['--seed', 'x']],
    ['a seed with a fraction', ['--seed', '1.5']],
    ['a flag nobody knows', ['--fast']],
  ])('refuse %s, and say where help is', (_, args) => {
    expect(() => readOptions(args)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', remedy: expect.stringMatching('--help') }),
    )
  })
})
