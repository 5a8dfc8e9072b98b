import { isDeepStrictEqual } from 'node:util'
import { isWeirError } from '@weir/errors'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Json, Operation, StateStore } from '../state-store.ts'

type Model = Map<string, { value: Json; version: number }>

// Few names, so that random transactions meet; among them prefixes of each other and characters of one to four bytes.
const collection = fc.constantFrom('a', 'a.b', 'b')
const key = fc.constantFrom('k', 'k/1', 'k/10', 'k/2', 'é', '｡', '😀')
// -0 is no JSON of its own: JSON.stringify makes it 0.
const value = fc.jsonValue({ maxDepth: 2 }).map(json => JSON.parse(JSON.stringify(json)) as Json)
const expected = fc.option(fc.nat(3), { nil: undefined })

const operation: fc.Arbitrary<Operation> = fc
  .record({ kind: fc.constantFrom('put', 'delete', 'check'), collection, key, value, expected })
  .map(({ kind, collection: in_, key: name, value: json, expected: version }) => {
    const guard = version === undefined ? {} : { expect: version }
    if (kind === 'put') return { put: in_, key: name, value: json, ...guard }
    if (kind === 'delete') return { delete: in_, key: name, ...guard }
    return { check: in_, key: name, expect: version ?? 0 }
  })

const nameOf = (step: Operation): string =>
  `${'put' in step ? step.put : 'delete' in step ? step.delete : step.check}/${step.key}`

const transaction = fc.uniqueArray(operation, { selector: nameOf, maxLength: 6 })

/** The first document in the way, or the model after the transaction. */
function apply(model: Model, steps: readonly Operation[]): string | undefined {
  const wrong = steps.find(step => step.expect !== undefined && (model.get(nameOf(step))?.version ?? 0) !== step.expect)
  if (wrong) return nameOf(wrong)
  for (const step of steps) {
    const name = nameOf(step)
    if ('put' in step) model.set(name, { value: step.value, version: (model.get(name)?.version ?? 0) + 1 })
    if ('delete' in step) model.delete(name)
  }
  return undefined
}

function listed(model: Model, of: string) {
  return [...model]
    .filter(([name]) => name.startsWith(`${of}/`))
    .map(([name, document]) => ({ key: name.slice(of.length + 1), ...document }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
}

/** Random transactions, compared with a Map after each. */
export function documentModelContract(store: () => StateStore): void {
  const collections = ['a', 'a.b', 'b']

  async function clear() {
    for (const of of collections) {
      const documents = await store().list(of, { limit: 100 })
      await store().transact(documents.map(document => ({ delete: of, key: document.key })))
    }
  }

  it('agrees with the model after any transactions', async () => {
    await fc.assert(
      fc
        .asyncProperty(fc.array(transaction, { maxLength: 12 }), async transactions => {
          const model: Model = new Map()
          for (const steps of transactions) {
            const conflict = apply(model, steps)
            const answer = await store()
              .transact(steps)
              .catch((error: unknown) => (isWeirError(error, 'CONFLICT') ? error.field : Promise.reject(error)))
            expect(answer ?? undefined).toBe(conflict)
          }
          for (const of of collections) expect(await store().list(of, { limit: 100 })).toEqual(listed(model, of))
        })
        .beforeEach(clear),
      { numRuns: 60 },
    )
  })

  it('carries out transactions not awaited one by one in some order', async () => {
    await fc.assert(
      fc
        .asyncProperty(fc.array(transaction, { minLength: 2, maxLength: 5 }), async transactions => {
          const outcomes = await Promise.allSettled(transactions.map(steps => store().transact(steps)))
          const answers = outcomes.map(({ status }) => status === 'fulfilled')
          const left = await Promise.all(collections.map(of => store().list(of, { limit: 100 })))
          const explained = orders(transactions.map((_, at) => at)).some(order => {
            const model: Model = new Map()
            const agrees = order.every(at => (apply(model, transactions[at] ?? []) === undefined) === answers[at])
            return (
              agrees &&
              isDeepStrictEqual(
                collections.map(of => listed(model, of)),
                left,
              )
            )
          })
          expect(explained).toBe(true)
        })
        .beforeEach(clear),
      { numRuns: 40 },
    )
  })
}

const orders = (items: readonly number[]): number[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap(item => orders(items.filter(other => other !== item)).map(rest => [item, ...rest]))
