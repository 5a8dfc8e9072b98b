import type { Holdings } from '../consume/seat.ts'
import { typeOf } from './errors.ts'
import { decodeHoldings, decodeJoining, encodeHoldings, encodeJoining, type Joining } from './group-messages.ts'
import { type Claim, planGroup } from './group-plan.ts'
import { apiKeys, joinGroupRequest } from './kafkajs.ts'
import type { Broker, JoinGroupAnswer, KafkaError } from './kafkajs-shapes.ts'

export interface GroupIdentity {
  groupId: string
  /** Kafka's name of the topic. */
  topic: string
  partitions: number
  sessionTimeoutMs: number
}

/** One round of the group: this member is in it, and knows what it holds. */
export interface Round {
  memberId: string
  generation: number
  holdings: Holdings
}

/**
 * Joins the group's next round; the member Kafka makes the leader spreads the partitions for all. Pending until every
 * member has joined. `named` is told the member's id before anything waits for it.
 */
export async function joinRound(
  coordinator: Broker,
  group: GroupIdentity,
  member: { id: string; joining: Joining; named: (id: string) => void },
): Promise<Round> {
  const joined = await join(coordinator, group, member)
  member.named(joined.memberId)
  const { groupId } = group
  const { memberId, generationId } = joined
  const groupAssignment = joined.leaderId === memberId ? assignAll(group, joined) : []
  const { memberAssignment } = await coordinator.syncGroup({ groupId, generationId, memberId, groupAssignment })
  return { memberId, generation: generationId, holdings: decodeHoldings(memberAssignment) }
}

async function join(
  coordinator: Broker,
  { groupId, topic, sessionTimeoutMs }: GroupIdentity,
  { id, joining, named }: Parameters<typeof joinRound>[2],
): Promise<JoinGroupAnswer> {
  const ask = async (memberId: string) => {
    const connection = await coordinator.connectionPool.getConnection(0)
    const request = coordinator.lookupRequest(apiKeys.JoinGroup, joinGroupRequest)
    const exchange = request({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      memberId,
      protocolType: 'consumer',
      groupProtocols: [{ name: 'weir-cooperative', metadata: encodeJoining(topic, joining) }],
    })
    return connection.send({ ...exchange, logResponseError: memberId !== '' })
  }
  try {
    return await ask(id)
  } catch (error) {
    // A newcomer is told its id first, so that one whose answer got lost is not waited for.
    if (typeOf(error) !== 'MEMBER_ID_REQUIRED') throw error
    const given = (error as KafkaError & { memberId: string }).memberId
    named(given)
    return ask(given)
  }
}

function assignAll({ topic, partitions }: GroupIdentity, { members }: JoinGroupAnswer) {
  const claims = members.map(
    ({ memberId, memberMetadata }): Claim => ({ id: memberId, ...decodeJoining(memberMetadata) }),
  )
  return [...planGroup(claims, partitions)].map(([memberId, holdings]) => {
    return { memberId, memberAssignment: encodeHoldings(topic, holdings) }
  })
}
