import { isWeirError, WeirError } from '@weir/errors'
import type { LogRecord } from '../event-log.ts'
import { generationUnknown, unavailable } from './errors.ts'
import { generationHeader, ourOffset } from './numbering.ts'
import { sendBytes, waitingBytes } from './options.ts'
import type { Producers, Sending } from './producers.ts'

const sendRecords = 1_000

export interface SenderOptions {
  producers: Producers
  generation: string
  compression: number
  timeoutMs: number
}

/** Appends: what waits for a partition goes in one send, while others run to other partitions. */
export interface Sender {
  /** `topic` as Kafka names it. Resolves with our offsets once all are durable. @throws WeirError LOG_UNAVAILABLE */
  append(topic: string, records: readonly LogRecord[]): Promise<readonly number[]>
  /** Lets nothing more through: this is no longer the log that was opened. */
  refuse(error: Error): void
  /** Resolves when nothing is on its way. */
  drained(): Promise<void>
}

/** One call of `append`. */
interface Call {
  offsets: number[]
  left: number
  ended: boolean
  resolve: (offsets: readonly number[]) => void
  reject: (error: unknown) => void
}

interface Waiting {
  call: Call
  /** Place among the call's records. */
  index: number
  value: Uint8Array
}

interface Lane {
  topic: string
  partition: number
  waiting: Waiting[]
  sending: Promise<void> | undefined
  /** The newest offset acknowledged here. */
  last: number
}

export function createSender({ producers, generation, compression, timeoutMs }: SenderOptions): Sender {
  const lanes = new Map<string, Lane>()
  const headers = { [generationHeader]: generation }
  let bytes = 0
  let refused: Error | undefined

  const laneOf = (topic: string, partition: number): Lane => {
    const name = `${topic}/${partition}`
    const lane = lanes.get(name) ?? { topic, partition, waiting: [], sending: undefined, last: -1 }
    lanes.set(name, lane)
    return lane
  }
  const sendAll = async (lane: Lane) => {
    await Promise.resolve() // all that is appended in this turn goes together
    while (lane.waiting.length > 0) await send(lane, take(lane))
    lane.sending = undefined
  }
  const take = (lane: Lane): Waiting[] => {
    let size = 0
    const beyond = lane.waiting.findIndex(({ value }, index) => {
      size += value.length
      return index > 0 && (size > sendBytes || index >= sendRecords)
    })
    const taken = lane.waiting.splice(0, beyond === -1 ? lane.waiting.length : beyond)
    for (const { value } of taken) bytes -= value.length
    return taken.filter(({ call }) => !call.ended)
  }
  const send = async (lane: Lane, taken: readonly Waiting[]) => {
    if (taken.length === 0) return
    const { topic, partition } = lane
    const messages = taken.map(({ value }) => ({ value: plain(value), headers }))
    const sending: Sending = { topic, partition, messages, compression }
    try {
      if (refused !== undefined) throw refused
      const first = ourOffset(await producers.send(sending, timeoutMs))
      checkStep(lane, first)
      lane.last = first + taken.length - 1
      for (const [at, { call, index }] of taken.entries()) {
        call.offsets[index] = first + at
        if (--call.left === 0) end(call, () => call.resolve(call.offsets))
      }
    } catch (error) {
      if (isWeirError(error, 'LOG_GENERATION_UNKNOWN')) refused = error
      const failure = unavailable(error, `appending to ${topic}/${partition}`)
      for (const { call } of taken) end(call, () => call.reject(failure))
    }
  }

  return {
    append(topic, records) {
      const size = records.reduce((sum, { value }) => sum + value.length, 0)
      if (bytes > 0 && bytes + size > waitingBytes) {
        throw new WeirError('LOG_UNAVAILABLE', `Kafka: ${bytes} bytes wait to be appended already`, {
          remedy: 'the brokers are slower than what comes in: look at them, or try again later',
        })
      }
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          const late = new Error(`not acknowledged within ${timeoutMs} ms`)
          end(call, () => reject(unavailable(late, `appending to ${topic}`)))
        }, timeoutMs)
        const call: Call = {
          offsets: new Array<number>(records.length),
          left: records.length,
          ended: false,
          resolve: offsets => {
            clearTimeout(timer)
            resolve(offsets)
          },
          reject: error => {
            clearTimeout(timer)
            reject(error)
          },
        }
        for (const [index, { partition, value }] of records.entries()) {
          const lane = laneOf(topic, partition)
          lane.waiting.push({ call, index, value })
          bytes += value.length
          lane.sending ??= sendAll(lane)
        }
      })
    },
    refuse(error) {
      refused ??= error
    },
    async drained() {
      await Promise.all([...lanes.values()].map(lane => lane.sending))
    },
  }
}

function end(call: Call, tell: () => void): void {
  if (call.ended) return
  call.ended = true
  tell()
}

/**
 * Only we write, and in order: an offset that is not beyond the last one acknowledged, or in the genesis record's place,
 * means that this is no longer the same topic.
 */
function checkStep({ topic, partition, last }: Lane, first: number): void {
  if (first > last && first >= 0) return
  throw generationUnknown(`${topic}/${partition} went back from offset ${last} to ${first}`)
}

const plain = (value: Uint8Array): Buffer => Buffer.from(value.buffer, value.byteOffset, value.byteLength)
