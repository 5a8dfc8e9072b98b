const signals = ['SIGINT', 'SIGTERM'] as const

/** The first Ctrl-C stops in order, the second one at once: from then on the signal does what it does by default. */
export function onInterrupt(tell: () => void): { stopping: AbortSignal; release(): void } {
  const stopping = new AbortController()
  const stop = () => {
    release()
    tell()
    stopping.abort(new Error('interrupted'))
  }
  function release(): void {
    for (const signal of signals) process.removeListener(signal, stop)
  }
  for (const signal of signals) process.once(signal, stop)
  return { stopping: stopping.signal, release }
}
