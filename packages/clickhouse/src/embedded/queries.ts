import { dataRefusals } from '../client/codes.ts'
import type { Filters } from './bi/filters.ts'
import type { Guard } from './bi/guard.ts'
import type { Dictionaries } from './dictionaries.ts'
import type { Engine, EngineAnswer, Session } from './engine.ts'
import { Fault } from './fault.ts'
import { createLane, type Lane } from './lane.ts'
import { type Limits, setupOf } from './profile.ts'
import type { Wish } from './request.ts'
import type { User } from './users.ts'

/** Places that run at once, and how many may wait for one. */
export interface LaneSizes {
  /** Questions of services. */
  read: number
  /** Questions of people: they never take a service's place. */
  bi: number
  /** Rows. Writers never take a reader's place. */
  insert: number
  /** Everything else that changes something. */
  other: number
  queue: number
}

export interface Queries {
  /** Runs what a user wishes, in its lane and bounds. @throws Fault */
  run(user: User, wish: Wish, isGet: boolean, signal: AbortSignal): Promise<EngineAnswer>
}

export interface QueryParts {
  engine: Engine
  guard: Guard
  filters: Filters
  dictionaries: Dictionaries
  limits: Limits
  lanes: LaneSizes
}

export function createQueries({ engine, guard, filters, dictionaries, limits, lanes: sizes }: QueryParts): Queries {
  const lane = (name: Exclude<keyof LaneSizes, 'queue'>): Lane => createLane(name, sizes[name], sizes.queue)
  const lanes = { read: lane('read'), bi: lane('bi'), insert: lane('insert'), other: lane('other') }

  return {
    async run(user, wish, isGet, signal) {
      const { kind, sql } = wish.statement
      if (user.role === 'bi') {
        const setup = setupOf(user, wish, isGet, limits, await filters.forTenant(user.tenant))
        const work = async (session: Session) =>
          session.query(await guard.judge(session, user.name, sql), wish.defaultFormat)
        return engine.run({ lane: lanes.bi, setup, signal, work }).catch(error => {
          throw error instanceof Fault ? withoutValues(error) : error
        })
      }
      const setup = setupOf(user, wish, isGet, limits, '')
      const { rows } = wish
      const work = (session: Session) => (rows ? session.insert(sql, rows) : session.query(sql, wish.defaultFormat))
      const answer = await engine.run({ lane: lanes[kind], setup, signal, work, finishWhenBegun: kind !== 'read' })
      if (kind !== 'read') dictionaries.changed(sql)
      if (kind === 'other') filters.forget()
      return answer
    },
  }
}

/** Values that could not be converted are in the message; whose they are is not for it to say. */
const withoutValues = (fault: Fault): Fault =>
  dataRefusals.has(fault.code) ? new Fault(fault.code, fault.type, fault.message.replace(/'[^']*'/g, "'…'")) : fault
