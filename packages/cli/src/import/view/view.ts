import type { ImportState } from '../state/import-state.ts'

export interface Progress {
  /** Of the file, 0 to 1. */
  share: number
  state: ImportState
  /** Events that got their verdict just now. */
  done: number
}

/** What people see meanwhile. Nothing of it goes to stdout. */
export interface ImportView {
  begin(file: string): void
  progress(progress: Progress): void
  /** Why nothing moves, or `undefined` once it does again. */
  waiting(why: string | undefined): void
  say(line: string): void
  /** The file is done, or given up. */
  end(): void
}

/** A stop that is over soon is not worth a line, nor is the same one every few seconds. */
const patienceMs = 3_000
const repeatMs = 60_000

/** Tells of waits that last. */
export function createWaitNotice(say: (line: string) => void, now: () => number) {
  const toldAt = new Map<string, number>()
  let since: number | undefined
  return (why: string | undefined): void => {
    if (why === undefined) {
      since = undefined
      return
    }
    since ??= now()
    if (now() - since < patienceMs || now() - (toldAt.get(why) ?? Number.NEGATIVE_INFINITY) < repeatMs) return
    toldAt.set(why, now())
    say(`Waiting: ${why}. It is tried again until it works; Ctrl-C stops, and the same command goes on.`)
  }
}
