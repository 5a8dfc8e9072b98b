import type { ClickHouse } from '@weir/clickhouse'
import { isWeirError } from '@weir/errors'
import type { JsonPatch } from '@weir/http'
import { type Coordinates, formatCoordinates } from '../receipts/coordinates.ts'
import type { Filter } from './filter.ts'
import { lettersAt, listSealedLetters, type SealedLetter } from './letter-rows.ts'
import type { AskIngest, ReplayVerdict } from './replay-client.ts'
import { whyNot } from './replayable.ts'

/** Most letters of one call. */
export const mostReplayed = 100
/** Of sealed texts in one request to ingest, whose limit is 4 MB. */
const mostBytes = 2_500_000

export interface ReplayQuestion {
  tenant: string
  /** These letters, or the open ones of a filter. */
  letters?: readonly Coordinates[] | undefined
  filter?: Filter | undefined
  cursor?: string | undefined
  limit: number
  patch: JsonPatch
  dryRun: boolean
  /** Told before a letter is opened. */
  onOpen(letter: SealedLetter): void
}

/**
 * - duplicate: an event of its source with its id is stored already, and nothing was sent
 * - missing: no letter of the tenant is there
 * - unknown: ingest did not answer; replayed again it is stored at most once
 */
export type ReplayStatus = ReplayVerdict['status'] | 'duplicate' | 'missing' | 'unknown'

export interface Replayed {
  letter: string
  id: string
  source: string
  status: ReplayStatus
  type?: string | undefined
  code?: string | undefined
  field?: string | undefined
  message?: string | undefined
  /** On events.accepted. */
  at?: string | undefined
}

export interface ReplayDeps {
  clickhouse: ClickHouse
  askIngest: AskIngest
  now: () => number
}

/** Sends dead letters through the door they came in by; each keeps its id, so none is stored twice. */
export function createReplay({ clickhouse, askIngest, now }: ReplayDeps) {
  return async function replay(question: ReplayQuestion): Promise<{ letters: Replayed[]; next?: string }> {
    const { tenant, limit, cursor } = question
    if (question.letters === undefined) {
      const filter = { state: 'open' as const, ...question.filter }
      const { letters, next } = await listSealedLetters(clickhouse, tenant, filter, { limit, cursor, now: now() })
      return { letters: await replayed(letters, question), ...(next !== undefined && { next }) }
    }
    const found = await lettersAt(clickhouse, tenant, question.letters)
    const byPlace = new Map((await replayed(found, question)).map(one => [one.letter, one]))
    const places = [...new Set(question.letters.map(formatCoordinates))]
    return { letters: places.map(letter => byPlace.get(letter) ?? missing(letter)) }
  }

  async function replayed(letters: readonly SealedLetter[], question: ReplayQuestion): Promise<Replayed[]> {
    const verdicts = new Map<SealedLetter, Omit<Replayed, 'letter' | 'id' | 'source'>>()
    const sent: SealedLetter[] = []
    for (const letter of letters) {
      const obstacle = whyNot(letter) ?? (letter.original === '' ? erased : undefined)
      if (letter.state === 'replayed') verdicts.set(letter, { status: 'duplicate', type: letter.type })
      else if (obstacle) verdicts.set(letter, { status: 'unreplayable', field: '', ...obstacle })
      else sent.push(letter)
    }
    for (const [index, batch] of batches(sent).entries()) {
      for (const letter of batch) question.onOpen(letter)
      const answers = await askIngest({ ...question, letters: batch }).catch((error: unknown) => {
        // Nothing is known to have happened yet, so the caller hears of the failure itself.
        if (index === 0 || !isWeirError(error) || !error.retryable) throw error
        return batch.map(() => unknown(error.message))
      })
      for (const [at, letter] of batch.entries()) verdicts.set(letter, answers[at] ?? unknown('ingest left it out'))
    }
    return letters.map(letter => ({
      letter: formatCoordinates(letter.coordinates),
      id: letter.id,
      source: letter.source,
      ...verdicts.get(letter)!,
    }))
  }
}

function batches(letters: readonly SealedLetter[]): SealedLetter[][] {
  const made: SealedLetter[][] = []
  let bytes = mostBytes
  for (const letter of letters) {
    const size = letter.original.length + letter.delivery.length
    if (bytes + size > mostBytes) {
      made.push([])
      bytes = 0
    }
    made.at(-1)!.push(letter)
    bytes += size
  }
  return made
}

const erased = { code: 'original_erased', message: 'The original was erased, so there is nothing to replay.' }

const missing = (letter: string): Replayed => ({
  letter,
  id: '',
  source: '',
  status: 'missing',
  message: 'There is no dead letter at this place. One just refused is written within seconds: ask again then.',
})

const unknown = (why: string) => ({
  status: 'unknown' as const,
  message: `It is not known whether it was replayed: ${why}. Replay it again: if it was, it is a duplicate.`,
})
