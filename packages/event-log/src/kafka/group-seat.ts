import { pause } from '../consume/retry.ts'
import type { GroupSeat, Holdings } from '../consume/seat.ts'
import { typeOf, unavailable } from './errors.ts'
import { type GroupIdentity, joinRound } from './group-protocol.ts'
import type { Cluster } from './kafkajs-shapes.ts'
import { retryingKafka } from './retrying.ts'

export interface SeatOptions extends GroupIdentity {
  heartbeatMs: number
  /** Its own: a join waits for the other members, and holds up whatever comes after it. */
  cluster: Cluster
  /** For leaving, also while a join waits. */
  control: Cluster
  onError: (error: unknown, doing: string) => void
}

const againMs = 200
const reportEveryMs = 5_000
/** Coordinators move, and load what they took over: worth a word only when it goes on. */
const ordinary = /COORDINATOR|LOAD_IN_PROGRESS/
const ordinaryTimes = 10
/** The coordinator counts us out: others may have what we held. */
const expelled = ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']

/**
 * A place in a consumer group, by the group protocol kafkajs's own consumer speaks too, but cooperative: through every
 * round a member keeps what it holds until it has given it up.
 */
export function takeSeat(options: SeatOptions): GroupSeat {
  const { cluster, control, groupId, sessionTimeoutMs, heartbeatMs, onError } = options
  const listeners = new Set<() => void>()
  /** On its way out: not claimed any more; resolves when a round has seen that. */
  const givingUp = new Map<number, () => void>()
  const leaving = new AbortController()
  let wake = new AbortController()
  let holdings: Holdings = { held: [], excess: [] }
  let memberId = ''
  let generation = -1
  let heardAt = 0
  let reportedAt = 0
  let failures = 0

  const tell = () => {
    for (const listener of listeners) listener()
  }
  const hold = (next: Holdings) => {
    holdings = next
    tell()
  }
  const loseAll = () => {
    for (const done of givingUp.values()) done()
    givingUp.clear()
    generation = -1
    hold({ held: [], excess: [] })
  }

  /** One round: joins, takes what it is given, and is heard of until there is a next one. */
  const round = async () => {
    const coordinator = await cluster.findGroupCoordinator({ groupId })
    if (leaving.signal.aborted) return
    wake = new AbortController()
    const claimed = holdings.held.filter(partition => !givingUp.has(partition))
    const joined = await joinRound(coordinator, options, {
      id: memberId,
      joining: { held: claimed, generation },
      named: id => {
        memberId = id
        if (leaving.signal.aborted) void leaveAs(id) // let in on its way out
      },
    })
    generation = joined.generation
    heardAt = Date.now()
    failures = 0
    for (const [partition, done] of givingUp) {
      if (claimed.includes(partition)) continue // given up since: the next round will see it
      givingUp.delete(partition)
      done()
    }
    const ours = (partition: number) => !givingUp.has(partition)
    hold({ held: joined.holdings.held.filter(ours), excess: joined.holdings.excess.filter(ours) })
    if (givingUp.size > 0 || leaving.signal.aborted) return
    while (!wake.signal.aborted) {
      await pause(heartbeatMs, wake.signal)
      if (wake.signal.aborted) return
      await coordinator.heartbeat({ groupId, groupGenerationId: generation, memberId })
      heardAt = Date.now()
    }
  }
  const recover = async (error: unknown) => {
    const type = typeOf(error)
    if (type === 'REBALANCE_IN_PROGRESS') return
    if (expelled.includes(type ?? '')) {
      if (type !== 'ILLEGAL_GENERATION') memberId = '' // else the group still waits for us under our name
      loseAll()
      return
    }
    failures++
    const passing = ordinary.test(type ?? '') && failures < ordinaryTimes
    if (!passing && Date.now() - reportedAt > reportEveryMs) {
      reportedAt = Date.now()
      onError(unavailable(error, `in group ${groupId}`), `being a member of ${groupId}; trying again`)
    }
    // Unheard for so long, we are counted out, whether we are told or not. Not at once: that a coordinator has died
    // takes nearly a session to be noticed, and must not end everybody's work.
    if (holdings.held.length > 0 && Date.now() - heardAt > 2 * sessionTimeoutMs) loseAll()
    await pause(againMs, leaving.signal)
    await cluster.connect().catch(() => {})
    await cluster.refreshMetadata().catch(() => {})
  }
  const leaveAs = async (id: string) => {
    try {
      await retryingKafka(control, async () => {
        const coordinator = await control.findGroupCoordinator({ groupId })
        await coordinator.leaveGroup({ groupId, memberId: id })
      })
    } catch (error) {
      if (typeOf(error) !== 'UNKNOWN_MEMBER_ID') onError(unavailable(error, `leaving ${groupId}`), 'leaving a group')
    }
  }
  const live = async () => {
    await cluster.connect().catch(() => {})
    await cluster.addMultipleTargetTopics([options.topic]).catch(() => {})
    while (!leaving.signal.aborted) await round().catch(recover)
    await cluster.disconnect().catch(() => {})
  }
  void live()

  return {
    settle: async () => holdings,
    async release(partition) {
      if (!holdings.held.includes(partition)) return
      const seen = new Promise<void>(resolve => givingUp.set(partition, resolve))
      holdings = {
        held: holdings.held.filter(other => other !== partition),
        excess: holdings.excess.filter(other => other !== partition),
      }
      wake.abort()
      await seen
    },
    async leave() {
      leaving.abort()
      wake.abort()
      loseAll()
      if (memberId !== '') await leaveAs(memberId)
      // Not waited for is the end of `live`: a join of ours may hang until the others have joined.
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
