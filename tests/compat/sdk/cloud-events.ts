import { setTimeout as wait } from 'node:timers/promises'
import { CloudEvent, emitterFor, type Headers, httpTransport, type Message, Mode } from 'cloudevents'
import { halves, type SendAll } from './sending.ts'

const batchSize = 50
const senders = 8

/** The `cloudevents` SDK in the three modes of HTTP. It never repeats anything: what surrounds it must. */
export const sendWithCloudEvents: SendAll = async ({ ingestUrl, writeKey, events, halfway }) => {
  const url = `${ingestUrl}/v1/events`
  const authorization = `Bearer ${writeKey}`
  const binary = emitterFor(httpTransport(url))
  const structured = emitterFor(sendWithFetch, { mode: Mode.STRUCTURED })

  async function sendWithFetch({ headers, body }: Message, options?: { headers?: Headers }): Promise<void> {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...(headers as Record<string, string>), ...(options?.headers as Record<string, string>) },
      body: String(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Refusal(answer.status, Number(answer.headers.get('retry-after') ?? 0), text)
  }

  /** The SDK's own transport resolves with any answer and without its status: that is in the body. */
  async function sendWithTransport(event: Prize): Promise<void> {
    const answer = (await binary(event, { headers: { authorization } })) as { headers: Headers; body: string }
    if (!String(answer.headers['content-type']).startsWith('application/problem+json')) return
    const { status } = JSON.parse(answer.body) as { status: number }
    throw new Refusal(status, Number(answer.headers['retry-after'] ?? 0), answer.body)
  }

  async function sendBatch(batch: readonly Prize[]): Promise<void> {
    const headers = { 'content-type': 'application/cloudevents-batch+json', authorization }
    await sendWithFetch({ headers, body: JSON.stringify(batch) })
  }

  async function sendHalf(numbers: readonly number[]): Promise<void> {
    const all = numbers.map(eventOf)
    const together = all.splice(numbers.length / 5)
    const work = all.map((event, at) =>
      at % 2 === 0
        ? () => untilTaken(() => sendWithTransport(event))
        : () => untilTaken(() => structured(event, { headers: { authorization } }) as Promise<void>),
    )
    for (let at = 0; at < together.length; at += batchSize)
      work.push(() => untilTaken(() => sendBatch(together.slice(at, at + batchSize))))
    await Promise.all(
      Array.from({ length: senders }, async () => {
        for (let next = work.pop(); next; next = work.pop()) await next()
      }),
    )
  }

  const [first, second] = halves(events)
  await sendHalf(first)
  await halfway()
  await sendHalf(second)
}

const eventOf = (n: number) =>
  new CloudEvent({
    source: '/shop/front',
    type: 'com.example.prize.won',
    userid: `cloud-${n % 50}`,
    data: { prize: 'tea', n },
  })

type Prize = ReturnType<typeof eventOf>

class Refusal extends Error {
  readonly status: number
  readonly retryAfterSeconds: number
  constructor(status: number, retryAfterSeconds: number, text: string) {
    super(`${status} ${text}`)
    this.status = status
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Sends the same event again, under the same id, until there is an answer that is neither 429 nor 5xx. */
async function untilTaken(send: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await send()
    } catch (error) {
      if (error instanceof Refusal && error.status !== 429 && error.status < 500) throw error
      // Anything else is a connection that broke or was refused: its event may have arrived, or not.
      await wait(error instanceof Refusal ? Math.max(100, error.retryAfterSeconds * 1_000) : 250)
    }
  }
}
