import { isAlive, type ProcessIdentity } from './process-identity.ts'

/** How soon the end of a process is noticed, milliseconds. */
const lookEveryMs = 400

/** Notices when other processes end without a word. Looks at each once, however many wait for it. */
export interface DeathWatch {
  /** Calls back when one of `processes` is gone; replaces what was watched under the same name. */
  watch(name: string, processes: readonly ProcessIdentity[], onDeath: () => void): void
  unwatch(name: string): void
}

export function createDeathWatch(): DeathWatch {
  const watched = new Map<string, { processes: readonly ProcessIdentity[]; onDeath: () => void }>()
  let timer: NodeJS.Timeout | undefined

  const look = () => {
    const seen = new Map<string, boolean>()
    for (const { processes, onDeath } of watched.values()) {
      const gone = processes.some(other => {
        const name = `${other.pid} ${other.startedAt}`
        const alive = seen.get(name) ?? isAlive(other)
        seen.set(name, alive)
        return !alive
      })
      if (gone) onDeath()
    }
  }
  const unwatch = (name: string) => {
    watched.delete(name)
    if (watched.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
  return {
    unwatch,
    watch(name, processes, onDeath) {
      const others = processes.filter(({ pid }) => pid !== process.pid)
      if (others.length === 0) return unwatch(name)
      watched.set(name, { processes: others, onDeath })
      timer ??= setInterval(look, lookEveryMs)
    },
  }
}
