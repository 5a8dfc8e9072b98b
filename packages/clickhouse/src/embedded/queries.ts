import { dataRefusals } from '../client/codes.ts'
import type { Filters } from './bi/filters.ts'
import type { Guard } from './bi/guard.ts'
import type { Dictionaries } from './dictionaries.ts'
import type { Engine, EngineAnswer, Session } from './engine.ts'
import { Fault } from './fault.ts'
import { createRunningQueries, killAnswer, killedId, type RunningQueries } from './kill.ts'
import { createLane, type Lane } from './lane.ts'
import { type EngineDefaults, isWhole, type Limits, setupOf } from './profile.ts'
import type { Wish } from './request.ts'
import { readStatement } from './statement.ts'
import type { User } from './users.ts'
import type { Sink } from './wire/answer-pipe.ts'

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
  /** KILL QUERY of an id that a client gave. */
  readonly running: RunningQueries
  /** Runs what a user wishes, in its lane and bounds; `sink` gets the bytes. @throws Fault, after some of them too. */
  run(user: User, wish: Wish, isGet: boolean, sink: Sink, signal: AbortSignal): Promise<EngineAnswer>
}

export interface QueryParts {
  engine: Engine
  guard: Guard
  filters: Filters
  dictionaries: Dictionaries
  limits: Limits
  defaults: EngineDefaults
  lanes: LaneSizes
}

export function createQueries(parts: QueryParts): Queries {
  const { engine, guard, filters, dictionaries, lanes: sizes } = parts
  const lane = (name: Exclude<keyof LaneSizes, 'queue'>): Lane => createLane(name, sizes[name], sizes.queue)
  const lanes = { read: lane('read'), bi: lane('bi'), insert: lane('insert'), other: lane('other') }

  const running = createRunningQueries()

  return {
    running,
    async run(user, wish, isGet, sink, signal) {
      const killed = killedId(wish.statement.sql)
      if (killed !== undefined) {
        const answer = readStatement(killAnswer(user, killed, running.kill(user, killed)))
        return this.run(user, { ...wish, statement: answer }, isGet, sink, signal)
      }
      const { kind, sql } = wish.statement
      const ask = async (session: Session, text: string): Promise<EngineAnswer> => {
        if (kind === 'read' && !isWhole(user, wish)) return session.stream(text, wish.defaultFormat, sink)
        const answer = await session.query(text, wish.defaultFormat)
        await sink(answer.bytes)
        return answer
      }
      if (user.role === 'bi') {
        const setup = setupOf(user, wish, isGet, parts, await filters.forTenant(user.tenant))
        const work = async (session: Session) => ask(session, await guard.judge(session, user.name, sql, wish.params))
        return engine.run({ lane: lanes.bi, setup, signal, work }).catch(error => {
          throw error instanceof Fault ? withoutValues(error) : error
        })
      }
      const setup = setupOf(user, wish, isGet, parts, '')
      const { rows } = wish
      const work = (session: Session) => (rows ? session.insert(sql, rows) : ask(session, sql))
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
