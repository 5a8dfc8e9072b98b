import type { RecordMetadata } from 'kafkajs'
import type { KafkaClient } from './client.ts'
import { requestTimeoutMs } from './client.ts'
import type { Producer } from './kafkajs-shapes.ts'

/** The values of one partition that go in one send. */
export interface Sending {
  /** Kafka's name of the topic. */
  topic: string
  partition: number
  messages: readonly { value: Buffer; headers: Readonly<Record<string, string>> }[]
  compression: number
}

/** Sends, each to one partition, over a producer that is given up for a new one when the fate of a send is unknown. */
export interface Producers {
  /** Kafka's offset of the first record. @throws when the send failed, or its fate is unknown. */
  send(sending: Sending, timeoutMs: number): Promise<number>
  close(): void
}

interface Tenure {
  producer: Producer
  connected: Promise<void>
  destroy: () => void
  /** Sends under way. */
  running: number
}

/**
 * kafkajs rolls a producer's sequence number back after a failed send. Had the broker written that batch, the next one
 * would go out under its number, be acknowledged as a repeat of it, and be lost. So nothing is sent any more over a
 * producer with a send that failed; what is under way to other partitions may end.
 */
export function createProducers(client: Pick<KafkaClient, 'producer'>): Producers {
  let current: Tenure | undefined

  const begin = (): Tenure => {
    const { producer, destroy } = client.producer()
    return { producer, destroy, connected: producer.connect(), running: 0 }
  }
  const retire = (tenure: Tenure) => {
    if (current === tenure) current = undefined
    if (tenure.running === 0) tenure.destroy()
  }
  return {
    async send(sending, timeoutMs) {
      current ??= begin()
      const tenure = current
      tenure.running++
      try {
        return await within(timeoutMs, deliver(tenure, sending))
      } catch (error) {
        if (current === tenure) current = undefined
        throw error
      } finally {
        tenure.running--
        if (current !== tenure) retire(tenure)
      }
    },
    close() {
      if (current !== undefined) retire(current)
    },
  }
}

/** One partition a send: with several, kafkajs may say yes without having written one whose leader moved. */
async function deliver({ producer, connected }: Tenure, sending: Sending): Promise<number> {
  await connected
  const answer = await producer.send({
    topic: sending.topic,
    acks: -1,
    timeout: requestTimeoutMs - 500, // the broker's answer that it took too long must come before we give up on it
    compression: sending.compression,
    messages: sending.messages.map(message => ({ ...message, partition: sending.partition })),
  })
  return baseOffset(answer, sending)
}

/** @throws Error when the answer does not say that this very partition was written. */
function baseOffset(answer: readonly RecordMetadata[], { topic, partition }: Sending): number {
  const [only] = answer
  const offset = Number(only?.baseOffset)
  const named = answer.length === 1 && only?.topicName === topic && only.partition === partition
  if (!named || only.errorCode !== 0 || !Number.isSafeInteger(offset) || offset < 0) {
    throw new Error(`the broker's answer does not name ${topic}/${partition}`)
  }
  return offset
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    work.catch(() => {}) // may still fail after nobody waits
  }
}
