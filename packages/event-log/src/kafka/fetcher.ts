import { WeirError } from '@weir/errors'
import { typeOf, unavailable } from './errors.ts'
import { fetchExchange } from './fetch-request.ts'
import { bufferBytes, createStream, type FetchStream } from './fetch-stream.ts'
import { kafkaErrorOf } from './kafkajs.ts'
import type { Broker, Cluster } from './kafkajs-shapes.ts'

/**
 * Two fetches may be on their way to a broker. The first waits long for whatever comes. The second serves partitions
 * that came to want data meanwhile, and waits briefly, so that they soon join the others and it is free again: a first
 * that came back with nothing waits for the second, or both would go round side by side for ever.
 */
const lanes = [
  { index: 0, maxWaitMs: 500 },
  { index: 1, maxWaitMs: 30 },
] as const
const answerBytes = 16 * 2 ** 20
const againMs = 200
const reportEveryMs = 5_000
/** Right after a change of leader a broker may not yet know all it has: believed when it says so again. */
const outOfRangeTimes = 3

/** Reads partitions of a cluster: one long poll carries all that a broker leads. */
export interface Fetcher {
  /** From Kafka's offset `from` on. */
  follow(topic: string, partition: number, from: number): FetchStream
  stop(): Promise<void>
}

export function createFetcher(cluster: Cluster, onError: (error: unknown, doing: string) => void): Fetcher {
  const streams = new Set<FetchStream>()
  const busy = new Set<string>()
  const emptyHanded = new Set<number>()
  const reported = new Map<string, number>()
  let refreshing = false
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let asked = false

  const report = (error: unknown, doing: string) => {
    const now = Date.now()
    if (stopped || now - (reported.get(doing) ?? 0) < reportEveryMs) return
    reported.set(doing, now)
    onError(unavailable(error, doing), `${doing}; trying again`)
  }
  const later = () => {
    if (stopped) return
    timer ??= setTimeout(() => {
      timer = undefined
      pump()
    }, againMs)
  }
  const putOff = (stream: FetchStream) => {
    stream.notBefore = Date.now() + againMs
    later()
  }
  /** Who leads what, asked anew; one question at a time. */
  const refresh = async () => {
    if (refreshing || stopped) return
    refreshing = true
    try {
      await cluster.connect()
      for (const { topic } of streams) cluster.targetTopics.add(topic)
      await cluster.refreshMetadata()
    } catch (error) {
      report(error, 'asking who leads the partitions')
    }
    refreshing = false
    later()
  }
  const leaderOf = ({ topic, partition }: FetchStream): number | undefined => {
    try {
      const leader = cluster.findTopicPartitionMetadata(topic).find(of => of.partitionId === partition)?.leader
      return leader === -1 ? undefined : leader
    } catch {
      return undefined // nothing is known yet
    }
  }

  /** Asked again and again in one turn, looks once. */
  function pump(): void {
    if (asked || stopped) return
    asked = true
    queueMicrotask(() => {
      asked = false
      if (!stopped) look()
    })
  }

  function look(): void {
    const byLeader = new Map<number, FetchStream[]>()
    const now = Date.now()
    for (const stream of streams) {
      if (stream.inFlight || !stream.wanting()) continue
      if (stream.notBefore > now) {
        later()
        continue
      }
      const leader = leaderOf(stream)
      if (leader === undefined) void refresh()
      else byLeader.set(leader, [...(byLeader.get(leader) ?? []), stream])
    }
    for (const [leader, wanting] of byLeader) {
      const lane = lanes.find(({ index }) => !busy.has(`${leader}/${index}`))
      if (lane === undefined) continue
      if (lane.index === 0 && emptyHanded.has(leader) && busy.has(`${leader}/1`)) continue
      void poll(leader, lane, oncePerPartition(wanting))
      pump() // whoever found no room in it
    }
  }

  async function poll(leader: number, lane: (typeof lanes)[number], wanting: readonly FetchStream[]): Promise<void> {
    const name = `${leader}/${lane.index}`
    busy.add(name)
    if (lane.index === 0) emptyHanded.delete(leader)
    for (const stream of wanting) stream.inFlight = true
    // Whoever comes first in a fetch gets at least one batch, however large: next time somebody else.
    for (const stream of wanting.slice(0, 1)) {
      streams.delete(stream)
      streams.add(stream)
    }
    let broker: Broker | undefined
    let broken = false
    try {
      broker = await cluster.findBroker({ nodeId: leader })
      const connection = await broker.connectionPool.getConnection(lane.index)
      const partitions = wanting.map(({ topic, partition, next: offset }) => {
        return { topic, partition, offset, maxBytes: bufferBytes }
      })
      const limits = { maxWaitMs: lane.maxWaitMs, maxBytes: answerBytes }
      const answer = await connection.send(fetchExchange(partitions, limits))
      if (answer.errorCode !== 0) throw kafkaErrorOf(answer.errorCode)
      for (const { topic, partition, errorCode, bytes } of answer.partitions) {
        const stream = wanting.find(of => of.topic === topic && of.partition === partition)
        if (stream !== undefined) takeIn(stream, errorCode, bytes)
      }
      if (lane.index === 0 && answer.partitions.every(({ bytes }) => bytes.length === 0)) emptyHanded.add(leader)
    } catch (error) {
      broken = true
      report(error, `reading from broker ${leader}`)
      for (const stream of wanting) putOff(stream)
      void refresh()
    }
    for (const stream of wanting) stream.inFlight = false
    // A broker that fell silent may still answer: on a connection nobody listens to any more.
    if (broken) await broker?.disconnect().catch(() => {})
    busy.delete(name)
    pump()
  }

  function takeIn(stream: FetchStream, errorCode: number, bytes: Buffer): void {
    const where = `${stream.topic}/${stream.partition}`
    try {
      if (errorCode !== 0) throw kafkaErrorOf(errorCode)
      stream.outOfRange = 0
      stream.fill(bytes)
    } catch (error) {
      putOff(stream)
      void refresh()
      const outOfRange = typeOf(error) === 'OFFSET_OUT_OF_RANGE'
      if (outOfRange && ++stream.outOfRange >= outOfRangeTimes) stream.fail(positionInvalid(where, stream.next))
      else if (!outOfRange) report(error, `reading ${where}`)
    }
  }

  return {
    follow(topic, partition, from) {
      const stream = createStream({ topic, partition, from, onRoom: pump })
      const close = stream.close
      stream.close = () => {
        close()
        streams.delete(stream)
      }
      streams.add(stream)
      pump()
      return stream
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      for (const stream of [...streams]) stream.close()
      // Not waited for: a long poll still hangs, and a frozen broker may never answer.
      cluster.disconnect().catch(() => {})
    },
  }
}

/** Two groups may read one partition: a fetch has room for one place in it, the other takes the next. */
function oncePerPartition(wanting: readonly FetchStream[]): FetchStream[] {
  const first = new Map<string, FetchStream>()
  for (const stream of wanting) {
    const where = `${stream.topic}/${stream.partition}`
    if (!first.has(where)) first.set(where, stream)
  }
  return [...first.values()]
}

const positionInvalid = (where: string, next: number) =>
  new WeirError('LOG_POSITION_INVALID', `${where} does not hold position ${next - 1}`, {
    remedy:
      'the topic is shorter than what was read of it: restore it, or restore state and ClickHouse from its moment',
  })
