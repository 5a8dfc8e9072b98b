import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { asWriter, withoutWriters } from './gate.ts'

it('opens only when no transaction runs, and lets none begin before the event loop turns', async () => {
  const steps: string[] = []
  let end = () => {}
  const first = asWriter(() => new Promise<void>(resolve => (end = resolve))).then(() => steps.push('first ended'))
  const opened = withoutWriters(async () => steps.push('opened')).then(() => steps.push('tables opened'))
  const second = asWriter(async () => steps.push('second began'))
  await nextTurn()
  expect(steps).toEqual([])
  end()
  await Promise.all([first, opened, second])
  expect(steps).toEqual(['first ended', 'opened', 'tables opened', 'second began'])
})

it('opens one at a time, also after one that failed', async () => {
  const steps: string[] = []
  const failing = withoutWriters(async () => {
    steps.push('one')
    throw new Error('no')
  })
  const other = withoutWriters(async () => steps.push('two'))
  await expect(failing).rejects.toThrow('no')
  await other
  expect(await asWriter(async () => 'written')).toBe('written')
  expect(steps).toEqual(['one', 'two'])
})
