import { type RawBatch, splitBatches } from './record-batch.ts'

/** What lies ready of one partition at most before fetching pauses, and what one fetch of it brings at most; bytes as stored. */
export const bufferBytes = 2 ** 20

/** One partition as it is read: what lies ready, who waits for it, where to fetch on. */
export interface FetchStream {
  readonly topic: string
  readonly partition: number
  /** Kafka's offset to fetch from next. */
  next: number
  inFlight: boolean
  /** Not to be fetched before this time, after an error. */
  notBefore: number
  /** Answers in a row that the position is outside the log. */
  outOfRange: number
  /** May be fetched, as far as room goes. */
  wanting(): boolean
  /** Takes in what was fetched. @throws Error when it holds no whole batch. */
  fill(bytes: Buffer): void
  /** Whoever waits, now or later, gets the error. */
  fail(error: Error): void
  /** The next batch; pending until there is one. `undefined` when the stream is closed. */
  take(): Promise<RawBatch | undefined>
  close(): void
}

export function createStream(options: {
  topic: string
  partition: number
  from: number
  /** There is room again. */
  onRoom: () => void
}): FetchStream {
  const ready: RawBatch[] = []
  let bytes = 0
  let closed = false
  let failure: Error | undefined
  let waiter: { resolve: (batch: RawBatch | undefined) => void; reject: (error: Error) => void } | undefined

  const serve = () => {
    if (waiter === undefined) return
    const { resolve, reject } = waiter
    const batch = ready.shift()
    if (batch === undefined && failure === undefined && !closed) return
    waiter = undefined
    if (batch !== undefined) {
      bytes -= batch.bytes.length
      resolve(batch)
      options.onRoom()
    } else if (failure !== undefined && !closed) reject(failure)
    else resolve(undefined)
  }
  const stream: FetchStream = {
    topic: options.topic,
    partition: options.partition,
    next: options.from,
    inFlight: false,
    notBefore: 0,
    outOfRange: 0,
    wanting: () => !closed && failure === undefined && bytes < bufferBytes,
    fill(fetched) {
      if (closed || fetched.length === 0) return
      const batches = splitBatches(fetched)
      if (batches.length === 0) throw new Error('a batch of records is cut off')
      for (const batch of batches) {
        ready.push(batch)
        bytes += batch.bytes.length
        stream.next = batch.last + 1
      }
      serve()
    },
    fail(error) {
      failure = error
      serve()
    },
    take: () =>
      new Promise((resolve, reject) => {
        waiter = { resolve, reject }
        serve()
      }),
    close() {
      closed = true
      ready.length = 0
      serve()
    },
  }
  return stream
}
