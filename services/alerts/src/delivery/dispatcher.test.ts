import { createMemoryStateStore, createOutbox, type StateStore } from '@weir/state-store'
import { createLogger } from '@weir/telemetry'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { episodeOf } from '../episodes/episode.fixture.ts'
import { outboxKey, type PageKind } from '../pages/page.ts'
import { createPageWriter } from '../pages/write-page.ts'
import type { Message } from './deliver.ts'
import { createDispatcher, type Dispatcher } from './dispatcher.ts'
import type { Delivery } from './verdict.ts'

const log = createLogger({ service: 'test', level: 'silent' })
const writer = createPageWriter({ publicUrl: undefined, words: { timeZone: 'UTC' } })
const delivered: Delivery = { outcome: 'delivered', detail: 'ok' }

describe('createDispatcher', () => {
  let state: StateStore
  let now: number
  let dispatchers: Dispatcher[]
  const outbox = () => createOutbox<Message>(state, 'alerts', { isDead: holder => holder === 'dead' })

  beforeEach(() => {
    state = createMemoryStateStore()
    now = 1_000_000
    dispatchers = []
  })
  afterEach(() => Promise.all(dispatchers.map(one => one.stop())))

  async function enqueue(kind: PageKind, episode = 'e1'): Promise<string> {
    const key = outboxKey(episode, kind, 'hook')
    const message: Message = { channel: 'hook', page: writer.page(kind, episodeOf({ id: episode }), 'hook', now) }
    await state.transact(outbox().enqueue(key, message, now))
    return key
  }

  /** Runs a dispatcher whose receiver answers in turn; resolves with what it was sent once the answers are used up. */
  async function run(answers: readonly Delivery[], holder = 'one') {
    const sent: { kind: PageKind; id: string; repeat: boolean }[] = []
    let done = () => {}
    const settled = new Promise<void>(resolve => {
      done = resolve
    })
    const dispatcher = createDispatcher({
      outbox: outbox(), holder, log, pollMs: 2,
      // Every look at the clock is a quarter of a second later: waits pass without waiting.
      now: () => (now += 250),
      async deliver({ page }, repeat) {
        const answer = answers[sent.length]
        if (!answer) throw new Error('asked too often')
        sent.push({ kind: page.kind, id: page.id, repeat })
        return answer
      },
      onAttempt: () => void (sent.length === answers.length && done()),
    }) // biome-ignore format: options
    dispatchers.push(dispatcher)
    dispatcher.start()
    dispatcher.poke()
    await settled
    await dispatcher.stop()
    return sent
  }

  const stateOf = async (key: string) => (await outbox().list({ prefix: key, limit: 1 }))[0]

  it('tries again until it is taken, under one id', async () => {
    const key = await enqueue('fired')
    const down: Delivery = { outcome: 'retry', error: 'ECONNREFUSED', maybeSent: false }
    const sent = await run([down, down, down, down, delivered])
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1)
    expect(sent.every(({ repeat }) => !repeat)).toBe(true)
    expect(await stateOf(key)).toMatchObject({ state: 'delivered', attempts: 5 })
  })

  it('says that it may be a repeat after a lost answer', async () => {
    await enqueue('fired')
    const sent = await run([{ outcome: 'retry', error: 'timeout', maybeSent: true }, delivered])
    expect(sent.map(({ repeat }) => repeat)).toEqual([false, true])
  })

  it('takes over what a dead process had claimed, and repeats nothing that was delivered', async () => {
    await enqueue('fired', 'e1')
    await enqueue('fired', 'e2')
    expect(await outbox().claim({ holder: 'dead', nowMs: now, leaseMs: 60_000, limit: 1 })).toHaveLength(1)
    const sent = await run([delivered, delivered])
    expect(sent.map(({ repeat }) => repeat).toSorted()).toEqual([false, true])
    await enqueue('fired', 'e3')
    expect(await run([delivered], 'two')).toHaveLength(1)
  })

  it('keeps a resolve behind its page', async () => {
    await enqueue('fired')
    await enqueue('resolved')
    const down: Delivery = { outcome: 'retry', error: 'down', maybeSent: false }
    const sent = await run([down, down, delivered, delivered])
    expect(sent.map(({ kind }) => kind)).toEqual(['fired', 'fired', 'fired', 'resolved'])
  })

  it('gives up what can never be delivered, and then lets the resolve go', async () => {
    const key = await enqueue('fired')
    await enqueue('resolved')
    const sent = await run([{ outcome: 'failed', error: 'gone' }, delivered])
    expect(sent.map(({ kind }) => kind)).toEqual(['fired', 'resolved'])
    expect(await stateOf(key)).toMatchObject({ state: 'failed', detail: 'gone' })
  })
})
