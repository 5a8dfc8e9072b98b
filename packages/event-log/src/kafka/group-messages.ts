import type { Holdings } from '../consume/seat.ts'
import { AssignerProtocol } from './kafkajs.ts'

/** What a member tells the group when it joins, and what the group's leader tells it: Kafka's own form, our content. */
export interface Joining {
  held: readonly number[]
  generation: number
}

const { MemberMetadata, MemberAssignment } = AssignerProtocol

export const encodeJoining = (topic: string, { held, generation }: Joining): Buffer =>
  MemberMetadata.encode({ version: 0, topics: [topic], userData: Buffer.from(JSON.stringify({ held, generation })) })

export function decodeJoining(bytes: Buffer): Joining {
  const { held, generation }: Joining = JSON.parse(MemberMetadata.decode(bytes).userData.toString())
  return { held, generation }
}

/** What is held is also said in Kafka's form, so that its tools show who has which partition. */
export const encodeHoldings = (topic: string, { held, excess }: Holdings): Buffer =>
  MemberAssignment.encode({
    version: 0,
    assignment: { [topic]: held },
    userData: Buffer.from(JSON.stringify({ held, excess })),
  })

export function decodeHoldings(bytes: Buffer): Holdings {
  const userData = bytes.length === 0 ? undefined : MemberAssignment.decode(bytes)?.userData
  if (userData === undefined) return { held: [], excess: [] }
  const { held, excess }: Holdings = JSON.parse(userData.toString())
  return { held, excess }
}
