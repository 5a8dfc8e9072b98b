import { randomUUID } from 'node:crypto'
import { fairShare, type GroupSeat, type Member } from '../consume/seat.ts'
import type { Topic } from '../topics.ts'
import type { Control } from './control.ts'
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts'

/** Joins a group whose members may sit in any process that has the log open. */
export async function joinGroup(control: Control, topic: Topic, group: string): Promise<GroupSeat> {
  const { env, members, claims, changed, deaths, identity } = control
  const me = `${process.pid}-${randomUUID()}`
  const self = thisProcess()

  const roster = (): (Member & { process: ProcessIdentity })[] => {
    const live = new Map<string, { id: string; held: number[]; process: ProcessIdentity }>()
    for (const { key, value } of members.getRange({ start: [topic, group, ''], end: [topic, group, '\uffff'] })) {
      const id = key[2]
      if (id === me || isAlive(value)) live.set(id, { id, held: [], process: value })
    }
    for (let partition = 0; partition < identity.partitions; partition++) {
      const holder = claims.get([topic, group, partition])
      if (holder !== undefined) live.get(holder)?.held.push(partition) // a claim of the dead is free
    }
    return [...live.values()]
  }
  const look = () => {
    const others = roster()
    return { others, ...fairShare(others, me, identity.partitions) }
  }
  const change = async (action: () => void) => {
    await env.transact(action)
    changed.notify()
  }
  const sitDown = () => members.putSync([topic, group, me], self)
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }

  await change(sitDown)
  return {
    async settle() {
      let { seated, seen } = env.read(() => ({ seated: members.doesExist([topic, group, me]), seen: look() }))
      if (!seated || seen.take.length > 0) {
        await change(() => {
          sitDown() // somebody may have taken us for dead
          seen = look()
          for (const partition of seen.take) claims.putSync([topic, group, partition], me)
        })
      }
      deaths.watch(
        me,
        seen.others.map(({ process }) => process),
        tell,
      )
      return seen
    },
    release: partition =>
      change(() => {
        if (claims.get([topic, group, partition]) === me) claims.removeSync([topic, group, partition])
      }),
    async leave() {
      deaths.unwatch(me)
      await change(() => removeMember(control, topic, group, me))
    },
    onChange(listener) {
      listeners.add(listener)
      const ignore = changed.onNotify(listener)
      return () => {
        listeners.delete(listener)
        ignore()
      }
    },
  }
}

/** Within a transaction: the member and all it holds. */
export function removeMember({ members, claims, identity }: Control, topic: Topic, group: string, id: string): void {
  members.removeSync([topic, group, id])
  for (let partition = 0; partition < identity.partitions; partition++) {
    if (claims.get([topic, group, partition]) === id) claims.removeSync([topic, group, partition])
  }
}
