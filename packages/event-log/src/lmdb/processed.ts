import type { Topic } from '../topics.ts'
import type { Control } from './control.ts'

/** Handlers report after every batch: they are written together, so that they cost few flushes. */
const writeEveryMs = 200

/** What groups have processed: noted at once, written soon. */
export interface ProcessedMarks {
  note(topic: Topic, group: string, partition: number, next: number): void
  /** What was last said, in this process or written by another; 0 when never. */
  get(topic: Topic, group: string, partition: number): number
  /** Writes what is noted. */
  flush(): Promise<void>
}

export function createProcessedMarks(
  { env, processed }: Pick<Control, 'env' | 'processed'>,
  onError: (error: unknown, doing: string) => void,
): ProcessedMarks {
  const noted = new Map<string, { key: [Topic, string, number]; next: number }>()
  let timer: NodeJS.Timeout | undefined
  const nameOf = (key: readonly [Topic, string, number]) => key.join('\0')

  const flush = async () => {
    clearTimeout(timer)
    timer = undefined
    const writing = [...noted]
    if (writing.length === 0) return
    await env.transact(() => {
      for (const [, { key, next }] of writing) processed.putSync(key, next)
    })
    for (const [name, mark] of writing) {
      if (noted.get(name) === mark) noted.delete(name)
    }
  }
  const later = () => {
    timer ??= setTimeout(() => {
      flush().catch(error => {
        onError(error, 'noting what is processed; trying again')
        later()
      })
    }, writeEveryMs)
  }
  return {
    note(...[topic, group, partition, next]) {
      const key: [Topic, string, number] = [topic, group, partition]
      noted.set(nameOf(key), { key, next })
      later()
    },
    get(...key) {
      const mark = noted.get(nameOf(key))
      if (mark !== undefined) return mark.next
      return env.read(() => processed.get(key)) ?? 0
    },
    flush,
  }
}
