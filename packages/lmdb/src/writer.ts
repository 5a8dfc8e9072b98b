import type { RootDatabase } from 'lmdb'
import { reasonOf } from './failure.ts'
import { asWriter } from './gate.ts'
import { WriteTimeout } from './write-timeout.ts'

/** Write transactions of one environment, each under a deadline. */
export interface Writer {
  /** Runs `action` in a transaction of its own, undone when it throws; resolves when flushed. */
  write<T>(action: () => T, timeoutMs: number): Promise<T>
}

/** Transactions given to LMDB whose action has not run yet. */
let waiting = 0

/**
 * LMDB's thread waits for the event loop to run the action, and Node's exit waits for that thread: a process that ends
 * in between would hang for ever, holding the writer lock of all. A killed one leaves the lock to the next writer.
 */
function dieWaiting(): void {
  if (waiting > 0) process.kill(process.pid, 'SIGKILL')
}

export function createWriter(root: RootDatabase): Writer {
  if (!process.listeners('exit').includes(dieWaiting)) process.on('exit', dieWaiting)
  /** A write past its deadline. LMDB carries writes out in order: until it ends, those behind it cannot. */
  let stuck: Promise<unknown> | undefined

  const carryOut = <T>(action: () => T, timeoutMs: number): Promise<T> => {
    waiting++
    let run = () => {
      waiting--
      run = () => {}
    }
    const written = root.childTransaction(() => {
      run()
      return action()
    })
    written.catch(() => run()) // refused before it ran
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
