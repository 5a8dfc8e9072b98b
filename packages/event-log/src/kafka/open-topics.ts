import { WeirError } from '@weir/errors'
import { type Topic, topics } from '../topics.ts'
import { type KafkaAddress, topicName } from './address.ts'
import { generationUnknown, topicsMissing, typeOf, unavailable } from './errors.ts'
import { checkGenesis, readGeneration } from './generation.ts'
import type { Cluster } from './kafkajs-shapes.ts'
import { ourOffset } from './numbering.ts'
import { type Ends, topicEnds } from './topic-ends.ts'

/**
 * How long a look at a topic's first record is believed, milliseconds, where it is not the small genesis record any more
 * but one of up to two megabytes.
 */
const believeMs = 10_000

/** What the topics say of themselves. */
export interface OpenTopics {
  readonly generation: string
  readonly partitions: number
  /** Our offsets. @throws WeirError LOG_GENERATION_UNKNOWN when the topic is no longer the one that was opened. */
  bounds(topic: Topic): Promise<{ start: number; end: number }[]>
}

/** Looks whether all four topics are there, whole, and of one log. */
export async function openTopics(options: {
  address: KafkaAddress
  control: Cluster
  partitions: number | undefined
}): Promise<OpenTopics> {
  const { address, control } = options
  const believed = new Map<string, number>()
  const look = async (topic: Topic) => {
    const name = topicName(address, topic)
    const ends = await endsOf(control, name)
    checkGenesis(name, ends)
    return { name, ends, generation: await readGeneration(control, name, ends) }
  }
  try {
    // All to their end, also when one has failed: what still asked would connect again behind the `disconnect` below.
    const looks = await Promise.allSettled(Object.values(topics).map(look))
    const found = looks.map(looked => {
      if (looked.status === 'rejected') throw looked.reason
      return looked.value
    })
    const generation = oneOf(found)
    const partitions = found[0]?.ends.length ?? 0
    checkPartitions(found, partitions, options.partitions)
    return {
      generation,
      partitions,
      async bounds(topic) {
        const name = topicName(address, topic)
        const ends = await endsOf(control, name)
        checkGenesis(name, ends)
        const cheap = ends.some(({ first }) => first === 0)
        if (cheap || Date.now() - (believed.get(name) ?? 0) > believeMs) {
          const read = await readGeneration(control, name, ends)
          if (read !== undefined && read !== generation) {
            throw generationUnknown(`${name} is of generation ${read}, the log was opened as ${generation}`)
          }
          believed.set(name, Date.now())
        }
        return ends.map(({ first, next }) => ({ start: Math.max(0, ourOffset(first)), end: ourOffset(next) }))
      },
    }
  } catch (error) {
    control.disconnect().catch(() => {})
    throw error
  }
}

async function endsOf(control: Cluster, name: string): Promise<Ends[]> {
  try {
    return await topicEnds(control, name)
  } catch (error) {
    if (typeOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION') throw topicsMissing(`there is no topic ${name}`)
    throw unavailable(error, `asking for ${name}`)
  }
}

/** Retention may have emptied a quiet topic, never all of them while anything runs. */
function oneOf(found: readonly { name: string; generation: string | undefined }[]): string {
  const known = found.filter(({ generation }) => generation !== undefined)
  const generation = known[0]?.generation
  const stranger = known.find(other => other.generation !== generation)
  if (stranger !== undefined) {
    throw generationUnknown(`${stranger.name} is of another log than ${known[0]?.name}`)
  }
  if (generation === undefined) throw topicsMissing('no topic holds a record any more, so the log cannot be recognised')
  return generation
}

function checkPartitions(
  found: readonly { name: string; ends: readonly Ends[] }[],
  partitions: number,
  asked?: number,
) {
  const other = found.find(({ ends }) => ends.length !== partitions)
  const differs = other?.ends.length ?? (asked === undefined || asked === partitions ? undefined : asked)
  if (differs === undefined) return
  throw new WeirError('CONFIG_INVALID', `the topics have ${partitions} partitions, not ${differs}`, {
    field: 'WEIR_LOG_PARTITIONS',
    remedy: `the number is fixed when the topics are made: set ${partitions}`,
  })
}
