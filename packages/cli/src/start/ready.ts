import { setTimeout as wait } from 'node:timers/promises'

/** Asking costs more than it seems: a start has a core or two, and six services want them. */
const lookEveryMs = 150
const noticeEvery = Math.round(5_000 / lookEveryMs)

/**
 * Resolves when the service says it is ready. `onWait` hears every five seconds what it still waits for.
 */
export async function untilReady(url: string, signal: AbortSignal, onWait: (reason: string) => void): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted()
    const reason = await readinessOf(url)
    if (reason === undefined) return
    if (attempt % noticeEvery === noticeEvery - 1) onWait(reason)
    await wait(lookEveryMs, undefined, { signal })
  }
}

export const notListening = 'not listening yet'

/** Why the service is not ready; undefined when it is. */
export async function readinessOf(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    if (answer.ok) return undefined
    const body = (await answer.json()) as { checks?: Record<string, { ok: boolean; reason?: string }> }
    const failing = Object.entries(body.checks ?? {}).filter(([, check]) => !check.ok)
    return (
      failing.map(([name, check]) => `${name}: ${check.reason ?? 'not ready'}`).join('; ') || `status ${answer.status}`
    )
  } catch {
    return notListening
  }
}
