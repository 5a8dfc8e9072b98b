import type { Logger } from '@weir/telemetry'
import type { Engine } from './engine.ts'
import { Fault } from './fault.ts'

export interface Dictionaries {
  /** A statement that changed something; dictionaries whose source it names are loaded again. */
  changed(sql: string): void
  /** Loads all once, so that no query is the one that does it. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** Each dictionary and the table it is made from. */
const sources: Readonly<Record<string, string>> = { 'weir_data.identity': 'identity_overrides' }

/** 36 BAD_ARGUMENTS: no such dictionary, before the first migrations. */
const absent = (error: unknown): boolean => error instanceof Fault && error.code === 36

/**
 * Keeps dictionaries no older than `delayMs` and a load. chDB ignores LIFETIME, so the server watches what goes
 * through it; nothing else can change the tables, and no change costs nothing.
 */
export function createDictionaries(engine: Engine, log: Logger, delayMs = 1_000): Dictionaries {
  const due = new Map<string, NodeJS.Timeout>()
  const loading = new Set<Promise<void>>()
  let stopped = false
  let loadMs = 0

  async function load(name: string): Promise<void> {
    const began = performance.now()
    try {
      await engine.ask(`SYSTEM RELOAD DICTIONARY ${name}`)
    } catch (error) {
      if (absent(error)) return
      log.error({ err: error, dictionary: name }, 'a dictionary could not be loaded; the next change tries again')
    } finally {
      loadMs = performance.now() - began
    }
  }

  function schedule(name: string): void {
    if (stopped || due.has(name)) return
    // A dictionary that has grown large must not be loaded all the time.
    const timer = setTimeout(
      () => {
        due.delete(name)
        const loaded = load(name).finally(() => loading.delete(loaded))
        loading.add(loaded)
      },
      Math.max(delayMs, 4 * loadMs),
    )
    due.set(name, timer)
  }

  return {
    changed(sql) {
      for (const [name, source] of Object.entries(sources)) if (sql.includes(source)) schedule(name)
    },
    async start() {
      await Promise.all(Object.keys(sources).map(load))
    },
    async stop() {
      stopped = true
      for (const timer of due.values()) clearTimeout(timer)
      await Promise.all(loading)
    },
  }
}
