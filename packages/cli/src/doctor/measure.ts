/** How long a call took, and when half of it was over: the instant to compare another clock with. */
export async function timed<T>(call: () => Promise<T>): Promise<{ value: T; tookMs: number; middleAt: number }> {
  const startedAt = Date.now()
  const started = performance.now()
  const value = await call()
  const tookMs = performance.now() - started
  return { value, tookMs, middleAt: startedAt + tookMs / 2 }
}

/** The least of a few: the first pays for the connection. */
export async function latencyOf(call: () => Promise<unknown>): Promise<string> {
  const took: number[] = []
  for (let round = 0; round < 3; round++) took.push((await timed(call)).tookMs)
  return `${Math.min(...took).toFixed(1)} ms`
}
