import { createHash } from 'node:crypto'
import { WeirError } from '@weir/errors'
import type { Cluster } from '../clickhouse.ts'
import { statementsFor } from '../cluster/statements.ts'
import { splitStatements } from '../sql/split.ts'
import type { Entry } from './journal.ts'
import type { Migration } from './read.ts'

export interface Step {
  name: string
  statement: number
  statements: number
  checksum: string
  sql: string
  /** An earlier run began it and did not say that it ended: it may be done already. */
  interrupted: boolean
}

const refuse = (what: string, remedy: string): never => {
  throw new WeirError('DATA_DIR_VERSION', what, { remedy })
}

/**
 * What is left to run.
 * @throws WeirError CONFIG_INVALID for files that are wrong in themselves, DATA_DIR_VERSION when the journal and the
 * files tell different stories: applied migrations are history and history does not change.
 */
export function planSteps(files: readonly Migration[], journal: readonly Entry[], cluster?: Cluster): Step[] {
  const byName = new Map(numbered(files).map(file => [file.name, file]))
  for (const { name, checksum } of journal) {
    const file = byName.get(name)
    if (!file) {
      refuse(
        `migration ${name} was applied to this database and is not among the files`,
        'start the version of Weir that last used this data, or a newer one',
      )
    } else if (checksum !== checksumOf(file)) {
      refuse(
        `migration ${name} was changed after it had been applied`,
        'restore the file as it was and put the change into a new one with the next number',
      )
    }
  }
  const last = journal
    .map(entry => entry.name)
    .sort()
    .at(-1)
  const steps: Step[] = []
  for (const file of byName.values()) {
    const states = new Map(
      journal.filter(entry => entry.name === file.name).map(entry => [entry.statement, entry.state]),
    )
    if (states.size === 0 && last !== undefined && file.name < last) {
      refuse(`migration ${file.name} is older than ${last}, which is applied`, 'give it the next free number')
    }
    const statements = splitStatements(file.sql).flatMap(sql => statementsFor(sql, cluster))
    for (const [index, sql] of statements.entries()) {
      const state = states.get(index + 1)
      const step = { name: file.name, statement: index + 1, statements: statements.length, checksum: checksumOf(file) }
      if (state !== 'done') steps.push({ ...step, sql, interrupted: state === 'started' })
    }
  }
  return steps
}

const checksumOf = (file: Migration): string => createHash('sha256').update(file.sql).digest('hex')

function numbered(files: readonly Migration[]): Migration[] {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const numbers = new Set<string>()
  for (const { name } of sorted) {
    const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1]
    if (!number)
      throw new WeirError('CONFIG_INVALID', `${name} is no name for a migration; it is 0001_what_it_does.sql`)
    if (numbers.has(number)) throw new WeirError('CONFIG_INVALID', `two migrations have the number ${number}`)
    numbers.add(number)
  }
  return sorted
}
