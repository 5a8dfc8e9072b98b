import { randomUUID } from 'node:crypto'
import { generationUnknown } from './errors.ts'
import { generationAt, readGeneration } from './generation.ts'
import { writeGenesis } from './genesis.ts'
import type { Cluster } from './kafkajs-shapes.ts'
import type { Ends } from './topic-ends.ts'

/**
 * What is empty after another topic held something was lost: the first topic's first genesis record comes before all
 * others, and records only when all have theirs. Looked at in this order, for another run may be under way.
 */
export function checkNothingLost(
  before: ReadonlyMap<string, readonly Ends[]>,
  now: ReadonlyMap<string, readonly Ends[]>,
) {
  const begun = [...before].find(([, ends]) => ends.some(({ next }) => next > 0))
  const holding = [...before].find(([, ends]) => ends.some(({ first, next }) => first > 0 || next > 1))
  for (const [index, [name, ends]] of [...now].entries()) {
    const empty = ends.findIndex(({ next }) => next === 0)
    if (empty === -1) continue
    const beside = holding ?? (index === 0 && ends[0]?.next === 0 ? begun : undefined)
    if (beside !== undefined) throw generationUnknown(`${name}/${empty} is empty beside ${beside[0]}, which is not`)
  }
}

/** One generation for all: the first partition of the first topic decides, for of two who write there one is heard. */
export async function begin(
  cluster: Cluster,
  all: ReadonlyMap<string, readonly Ends[]>,
): Promise<{ generation: string; begun: number }> {
  const empty = [...all].flatMap(([name, ends]) =>
    ends.flatMap(({ next }, partition) => (next === 0 ? [{ name, partition }] : [])),
  )
  const [[first, firstEnds] = ['', []]] = all
  const undecided = firstEnds[0]?.next === 0
  if (undecided) await writeGenesis(cluster, first, 0, randomUUID())
  const generation = await generationOf(cluster, all, first)
  for (const [name, ends] of all) {
    const found = await readGeneration(cluster, name, ends)
    if (found !== undefined && found !== generation) {
      throw generationUnknown(`${name} is of generation ${found}, ${first} of ${generation}`)
    }
  }
  await Promise.all(empty.map(({ name, partition }) => writeGenesis(cluster, name, partition, generation)))
  return { generation, begun: empty.length }
}

/** As the first topic's first partition says, or where retention has emptied that, any other. */
async function generationOf(
  cluster: Cluster,
  all: ReadonlyMap<string, readonly Ends[]>,
  first: string,
): Promise<string> {
  const start = all.get(first)?.[0]
  const deciding = start === undefined || start.first > 0 ? undefined : await generationAt(cluster, first, 0, 0)
  if (deciding !== undefined) return deciding
  for (const [name, ends] of all) {
    const found = await readGeneration(cluster, name, ends)
    if (found !== undefined) return found
  }
  throw generationUnknown('no topic holds a record any more, so the log cannot be recognised')
}
