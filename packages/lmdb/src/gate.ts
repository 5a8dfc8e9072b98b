/**
 * Opening an environment or a table blocks the whole process on the writer lock. A process that blocks must hold no
 * writer lock itself, of any environment: its transactions end on its own event loop, so that two processes opening
 * what the other writes would wait for each other for ever. Hence no transaction of this process runs while it opens.
 */
const running = new Set<Promise<unknown>>()
let opening: Promise<void> | undefined

/** Runs `open` while no transaction of this process runs, and lets none begin before the event loop turns. */
export async function withoutWriters<T>(open: () => Promise<T>): Promise<T> {
  while (opening !== undefined) await opening
  let reopen = () => {}
  opening = new Promise(resolve => {
    reopen = resolve
  })
  try {
    while (running.size > 0) await Promise.allSettled(running)
    return await open()
  } finally {
    setImmediate(() => {
      opening = undefined
      reopen()
    })
  }
}

/** Runs a transaction once nothing is being opened. */
export async function asWriter<T>(write: () => Promise<T>): Promise<T> {
  while (opening !== undefined) await opening
  const writing = write()
  running.add(writing)
  try {
    return await writing
  } finally {
    running.delete(writing)
  }
}
