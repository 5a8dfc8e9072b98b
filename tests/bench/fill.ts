import { voidUnless } from './scenario.ts'
import { connect } from './sender.ts'

/**
 * Sends all bodies as fast as they are answered, over so many connections.
 * @returns the time each answer took, ms.
 */
export async function sendAll(
  target: { url: string; authorization: string },
  bodies: Iterable<Buffer>,
  { connections, until = Number.POSITIVE_INFINITY }: { connections: number; until?: number },
): Promise<{ accepted: number; requests: number; seconds: number }> {
  const waiting = bodies[Symbol.iterator]()
  const startedAt = performance.now()
  let accepted = 0
  let requests = 0
  const senders = await Promise.all(
    Array.from({ length: connections }, () => connect(target.url, target.authorization)),
  )
  await Promise.all(
    senders.map(async sender => {
      while (performance.now() < until) {
        const next = waiting.next()
        if (next.done) break
        const answer = await sender.post(next.value)
        voidUnless(answer.status === 200, `ingest answered ${answer.status}`)
        accepted += answer.accepted
        requests += 1
      }
    }),
  )
  for (const sender of senders) sender.close()
  return { accepted, requests, seconds: (performance.now() - startedAt) / 1_000 }
}
