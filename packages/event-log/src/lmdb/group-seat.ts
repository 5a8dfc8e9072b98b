import { randomUUID } from 'node:crypto'
import { fairShare, type GroupSeat, type Member } from '../consume/seat.ts'
import type { Topic } from '../topics.ts'
import type { Control } from './control.ts'
import { isAlive, thisProcess } from './process-identity.ts'

/** Joins a group whose members may sit in any process that has the log open. */
export async function joinGroup(control: Control, topic: Topic, group: string): Promise<GroupSeat> {
  const { env, members, claims, changed, identity } = control
  const me = `${process.pid}-${randomUUID()}`
  const self = thisProcess()

  const roster = (): Member[] => {
    const held = new Map<string, number[]>()
    for (const { key, value } of members.getRange({ start: [topic, group, ''], end: [topic, group, '\uffff'] })) {
      if (key[2] === me || isAlive(value)) held.set(key[2], [])
    }
    for (let partition = 0; partition < identity.partitions; partition++) {
      const holder = claims.get([topic, group, partition])
      if (holder !== undefined) held.get(holder)?.push(partition) // a claim of the dead is free
    }
    return [...held].map(([id, partitions]) => ({ id, held: partitions }))
  }
  const share = () => fairShare(roster(), me, identity.partitions)
  const change = async (action: () => void) => {
    await env.transact(action)
    changed.notify()
  }
  const sitDown = () => members.putSync([topic, group, me], self)

  await change(sitDown)
  return {
    async settle() {
      const { seated, seen } = env.read(() => ({ seated: members.doesExist([topic, group, me]), seen: share() }))
      if (seated && seen.take.length === 0) return seen
      let settled = seen
      await change(() => {
        sitDown() // somebody may have taken us for dead
        settled = share()
        for (const partition of settled.take) claims.putSync([topic, group, partition], me)
      })
      return settled
    },
    release: partition =>
      change(() => {
        if (claims.get([topic, group, partition]) === me) claims.removeSync([topic, group, partition])
      }),
    leave: () => change(() => removeMember(control, topic, group, me)),
    onChange: listener => changed.onNotify(listener),
  }
}

/** Within a transaction: the member and all it holds. */
export function removeMember({ members, claims, identity }: Control, topic: Topic, group: string, id: string): void {
  members.removeSync([topic, group, id])
  for (let partition = 0; partition < identity.partitions; partition++) {
    if (claims.get([topic, group, partition]) === id) claims.removeSync([topic, group, partition])
  }
}
