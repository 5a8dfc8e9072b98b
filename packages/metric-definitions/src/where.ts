import { z } from 'zod'
import { parseScaled } from './decimal.ts'
import { isNumberPath, isTextPath } from './field.ts'
import type { Predicate, Test, TypePattern } from './predicate.ts'

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const scalars = z.union([scalar.transform(value => [value]), z.array(scalar).min(1)])
const bound = z.number().transform((value, context) => {
  if (parseScaled(String(value)) !== undefined) return String(value)
  context.addIssue({ code: 'custom', message: 'no plain decimal of at most 15 digits' })
  return z.NEVER
})

const numberTests = { gt: bound.optional(), gte: bound.optional(), lt: bound.optional(), lte: bound.optional() }
const comparison = z
  .strictObject({ not: scalars.optional(), ...numberTests })
  .refine(tests => Object.keys(tests).length > 0, { error: 'write at least one of not, gt, gte, lt, lte' })

/** `x`, `[x, y]`, `{not: x}`, `{gt: 1, lte: 5}` */
const condition = z.union([scalars, comparison], {
  error: 'write a value, a list of values, or tests such as {not: x}, {gt: 0}',
})

const typeName = /^[a-z][a-z0-9_]*\.([a-z0-9_.]+|\*)$/
const types = z.union([z.string().transform(type => [type]), z.array(z.string()).min(1)], {
  error: 'write an event type or a list of them',
})

function typePattern(type: string): TypePattern {
  return type.endsWith('.*') ? { prefix: type.slice(0, -1) } : { exact: type }
}

function testsOf(given: z.output<typeof condition>): Test[] {
  if (Array.isArray(given)) return [{ op: 'in', values: given }]
  const tests: Test[] = given.not ? [{ op: 'not_in', values: given.not }] : []
  for (const op of ['gt', 'gte', 'lt', 'lte'] as const) {
    const number = given[op]
    if (number !== undefined) tests.push({ op, number })
  }
  return tests
}

/** The `where` of a metric file: `type`, and tests of columns or `properties.<field>`. */
export const whereSchema = z
  .object({ type: types })
  .catchall(condition)
  .transform((where, context): Predicate => {
    const { type, ...fields } = where as { type: string[] } & Record<string, z.output<typeof condition>>
    for (const name of type) {
      if (typeName.test(name)) continue
      context.addIssue({
        code: 'custom',
        path: ['type'],
        message: `"${name}" is no event type; write domain.action or domain.*`,
      })
    }
    const tested = Object.entries(fields).map(([path, given]) => ({ path, tests: testsOf(given) }))
    for (const { path, tests } of tested) {
      const asText = tests.some(test => 'values' in test)
      const asNumber = tests.some(test => 'number' in test)
      const fault = (message: string) => context.addIssue({ code: 'custom', path: [path], message })
      if (!isTextPath(path) && !isNumberPath(path)) fault(`no field "${path}"; write a column or properties.<field>`)
      else if (asText && !isTextPath(path)) fault(`${path} is a number: compare it with gt, gte, lt or lte`)
      else if (asNumber && !isNumberPath(path)) fault(`${path} is text: compare it with a value or not`)
    }
    return { types: type.map(typePattern), fields: tested }
  })
