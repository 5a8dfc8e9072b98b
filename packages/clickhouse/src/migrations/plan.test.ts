import { isWeirError } from '@weir/errors'
import { describe, expect, it } from 'vitest'
import type { Entry } from './journal.ts'
import { planSteps, type Step } from './plan.ts'

const files = [
  { name: '0002_more.sql', sql: 'CREATE TABLE c (x Int8) ENGINE = Null;' },
  { name: '0001_first.sql', sql: "-- two; tables\nCREATE TABLE a (x String DEFAULT ';');\nCREATE TABLE b (x Int8)" },
]
const labels = (steps: readonly Step[]) => steps.map(step => `${step.name}#${step.statement}/${step.statements}`)
const done = (step: Step, state: Entry['state'] = 'done'): Entry => ({ ...step, state })
const codeOf = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    return isWeirError(error) ? `${error.code}: ${error.message}` : error
  }
  return 'nothing thrown'
}

describe('planSteps', () => {
  const all = planSteps(files, [])

  it('orders files by number and splits them into statements', () => {
    expect(labels(all)).toEqual(['0001_first.sql#1/2', '0001_first.sql#2/2', '0002_more.sql#1/1'])
    expect(all[0]!.sql).toBe("CREATE TABLE a (x String DEFAULT ';')")
  })

  it('goes on where a run was cut off, and knows which statement may be done already', () => {
    const rest = planSteps(files, [done(all[0]!), done(all[1]!, 'started')])
    expect(labels(rest)).toEqual(['0001_first.sql#2/2', '0002_more.sql#1/1'])
    expect(rest.map(step => step.interrupted)).toEqual([true, false])
    expect(
      planSteps(
        files,
        all.map(step => done(step)),
      ),
    ).toEqual([])
  })

  it('refuses a changed, missing or inserted file', () => {
    const journal = all.map(step => done(step))
    const changed = files.map(file => ({ ...file, sql: `${file.sql} ` }))
    expect(codeOf(() => planSteps(changed, journal))).toMatch(/^DATA_DIR_VERSION: migration 0001_first.sql was changed/)
    expect(codeOf(() => planSteps(files.slice(1), journal))).toMatch(
      /^DATA_DIR_VERSION: migration 0002_more.sql was applied/,
    )
    const late = [...files, { name: '0000_late.sql', sql: 'SELECT 1' }]
    expect(codeOf(() => planSteps(late, journal))).toMatch(/^DATA_DIR_VERSION: migration 0000_late.sql is older/)
  })

  it('refuses names without a number and numbers used twice', () => {
    expect(codeOf(() => planSteps([{ name: 'a.sql', sql: '' }], []))).toMatch(/^CONFIG_INVALID: a.sql/)
    expect(codeOf(() => planSteps([...files, { name: '0001_twin.sql', sql: '' }], []))).toMatch(/^CONFIG_INVALID: two/)
  })
})
