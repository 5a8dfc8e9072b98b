import { unavailable } from './errors.ts'
import type { Cluster } from './kafkajs-shapes.ts'
import { kafkaOffset, ourOffset } from './numbering.ts'
import { retryingKafka } from './retrying.ts'

/** Handlers report after every batch: they are committed together, others see them within a second. */
const commitEveryMs = 400

/** What groups have processed, as offsets committed to Kafka, where its own tools show the lag too. */
export interface ProcessedMarks {
  note(topic: string, group: string, partition: number, next: number): void
  /** By partition, what was last said, here or elsewhere; 0 when never. */
  get(topic: string, group: string, partitions: number): Promise<number[]>
  /** Commits what is noted. */
  flush(): Promise<void>
}

interface Mark {
  topic: string
  group: string
  partition: number
  next: number
}

/** Commits under groups without members, for members may come and go while others report. */
export function createProcessedMarks(
  cluster: Cluster,
  groupName: (group: string) => string,
  onError: (error: unknown, doing: string) => void,
): ProcessedMarks {
  const noted = new Map<string, Mark>()
  let timer: NodeJS.Timeout | undefined
  const nameOf = ({ topic, group, partition }: Omit<Mark, 'next'>) => `${group}\0${topic}\0${partition}`

  const commit = async (group: string, marks: readonly Mark[]) => {
    await retryingKafka(cluster, async () => {
      const groupId = groupName(group)
      const coordinator = await cluster.findGroupCoordinator({ groupId })
      const topics = [...groupBy(marks, mark => mark.topic)].map(([topic, of]) => ({
        topic,
        partitions: of.map(({ partition, next }) => ({ partition, offset: String(kafkaOffset(next)) })),
      }))
      await coordinator.offsetCommit({ groupId, groupGenerationId: -1, memberId: '', topics })
    })
    for (const mark of marks) {
      if (noted.get(nameOf(mark)) === mark) noted.delete(nameOf(mark))
    }
  }
  const flush = async () => {
    clearTimeout(timer)
    timer = undefined
    const byGroup = groupBy(noted.values(), mark => mark.group)
    await Promise.all([...byGroup].map(([group, marks]) => commit(group, marks)))
  }
  const later = () => {
    timer ??= setTimeout(() => {
      flush().catch(error => {
        onError(unavailable(error, 'noting what is processed'), 'noting what is processed; trying again')
        later()
      })
    }, commitEveryMs)
  }
  return {
    note(topic, group, partition, next) {
      const mark = { topic, group, partition, next }
      noted.set(nameOf(mark), mark)
      later()
    },
    async get(topic, group, partitions) {
      const asked = Array.from({ length: partitions }, (_, partition) => ({ partition }))
      try {
        const { responses } = await retryingKafka(cluster, async () => {
          const groupId = groupName(group)
          const coordinator = await cluster.findGroupCoordinator({ groupId })
          return coordinator.offsetFetch({ groupId, topics: [{ topic, partitions: asked }] })
        })
        const found = new Map(responses.flatMap(of => of.partitions).map(of => [of.partition, Number(of.offset)]))
        return asked.map(({ partition }) => {
          const mark = noted.get(nameOf({ topic, group, partition }))
          return mark?.next ?? Math.max(0, ourOffset(found.get(partition) ?? 0))
        })
      } catch (error) {
        throw unavailable(error, `asking what ${group} has processed`)
      }
    },
    flush,
  }
}

function groupBy(marks: Iterable<Mark>, keyOf: (mark: Mark) => string): Map<string, Mark[]> {
  const groups = new Map<string, Mark[]>()
  for (const mark of marks) groups.set(keyOf(mark), [...(groups.get(keyOf(mark)) ?? []), mark])
  return groups
}
