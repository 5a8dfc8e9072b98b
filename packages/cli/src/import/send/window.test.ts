import { expect, it } from 'vitest'
import { createWindow } from './window.ts'

/** Runs that end when they are told to. */
function controlled(size: number) {
  const begun: number[] = []
  const done: string[] = []
  const ends = new Map<number, { resolve(): void; reject(error: Error): void }>()
  const window = createWindow<number, string>(
    size,
    work =>
      new Promise((resolve, reject) => {
        begun.push(work)
        ends.set(work, { resolve: () => resolve(`r${work}`), reject })
      }),
    async (work, result) => void done.push(`${work}${result}`),
  )
  return { window, begun, done, ends }
}

it('tells ends in the order of beginnings, and never has more under way than it may', async () => {
  const { window, begun, done, ends } = controlled(2)
  await window.add(1)
  await window.add(2)
  const third = window.add(3)
  ends.get(2)!.resolve()
  await new Promise(setImmediate)
  expect([begun, done]).toEqual([[1, 2], []])
  ends.get(1)!.resolve()
  await third
  expect(begun).toEqual([1, 2, 3])
  ends.get(3)!.resolve()
  await window.end()
  expect(done).toEqual(['1r1', '2r2', '3r3'])
})

it('tells nothing behind one that failed, and takes nothing more', async () => {
  const { window, done, ends } = controlled(3)
  await window.add(1)
  await window.add(2)
  await window.add(3)
  ends.get(3)!.resolve()
  ends.get(1)!.resolve()
  ends.get(2)!.reject(new Error('no'))
  await expect(window.end()).rejects.toThrow('no')
  await expect(window.add(4)).rejects.toThrow('no')
  expect(done).toEqual(['1r1'])
})
