import type { RootDatabase } from 'lmdb'
import { reasonOf } from './failure.ts'
import { asWriter } from './gate.ts'
import { WriteTimeout } from './write-timeout.ts'

/** Write transactions of one environment, each under a deadline. */
export interface Writer {
  /** Runs `action` in a transaction of its own, undone when it throws; resolves when flushed. */
  write<T>(action: () => T, timeoutMs: number): Promise<T>
}

export function createWriter(root: RootDatabase): Writer {
  /** A write past its deadline. LMDB carries writes out in order: until it ends, those behind it cannot. */
  let stuck: Promise<unknown> | undefined

  const carryOut = <T>(action: () => T, timeoutMs: number): Promise<T> => {
    const written = root.childTransaction(action)
    written.catch(reasonOf) // a reason nobody awaits, as after the deadline, would end the process
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        stuck = written
        const freed = () => {
          stuck = undefined
        }
        written.then(freed, freed)
        reject(new WriteTimeout(`a write took more than ${timeoutMs} ms`))
      }, timeoutMs)
      written.then(resolve, reject).finally(() => clearTimeout(timer))
    })
  }
  return {
    async write(action, timeoutMs) {
      return asWriter(async () => {
        if (stuck !== undefined) throw new WriteTimeout('an earlier write has not ended')
        return carryOut(action, timeoutMs)
      })
    },
  }
}
