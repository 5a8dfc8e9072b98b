import { closeSync, type FSWatcher, futimesSync, openSync, watch } from 'node:fs'

/** A file that is touched when something has changed, so that other processes look again at once. */
export interface Signal {
  /** Call it after the change is visible. */
  notify(): void
  /** Calls back in every process, this one too; now and then also without a change. Returns how to end that. */
  onNotify(listener: () => void): () => void
  close(): void
}

export interface SignalOptions {
  /** A change whose sender was killed before it could notify is seen after at most this long, milliseconds. */
  pollMs: number
  onError: (error: unknown, doing: string) => void
}

/** How often to look where the system gives no watches. */
const unwatchedPollMs = 5

export function openSignal(file: string, { pollMs, onError }: SignalOptions): Signal {
  const descriptor = openSync(file, 'w')
  const listeners = new Set<() => void>()
  let watcher: FSWatcher | undefined
  let timer: NodeJS.Timeout | undefined

  const call = () => {
    for (const listener of [...listeners]) listener()
  }
  const poll = (everyMs: number) => {
    clearInterval(timer)
    timer = setInterval(call, everyMs)
  }
  const unwatched = (error: unknown) => {
    onError(error, `watching ${file}; polling instead`)
    watcher?.close()
    poll(unwatchedPollMs)
  }
  const listen = () => {
    poll(pollMs)
    try {
      watcher = watch(file, call).on('error', unwatched)
    } catch (error) {
      unwatched(error)
    }
  }
  const rest = () => {
    watcher?.close()
    watcher = undefined
    clearInterval(timer)
  }

  return {
    notify() {
      const now = Date.now() / 1_000
      futimesSync(descriptor, now, now) // needs no block: it works on a full disk too
    },
    onNotify(listener) {
      const own = () => listener() // the same listener may come twice
      if (listeners.size === 0) listen()
      listeners.add(own)
      return () => {
        listeners.delete(own)
        if (listeners.size === 0) rest()
      }
    },
    close() {
      listeners.clear()
      rest()
      closeSync(descriptor)
    },
  }
}
