import type { GraphTables, KeyRow } from './graph-tables.ts'
import type { KeyFact } from './identity-store.ts'

interface OpenKey {
  row: KeyRow
  isNew: boolean
  changed: boolean
  /** OneID before this transaction; a key's own id when it is new. */
  oneIdBefore: number
}

/** The key rows one transaction works on: each is read once and written once, however many facts speak of it. */
export function openKeys(tables: GraphTables) {
  const open = new Map<number, OpenKey>()
  const keyOf = (keyId: number): OpenKey => {
    const known = open.get(keyId)
    if (known) return known
    const row = tables.key(keyId)
    const key = { row, isNew: false, changed: false, oneIdBefore: row.oneId }
    open.set(keyId, key)
    return key
  }

  return {
    /** The key's id; a new one when it was never seen. */
    see(fact: KeyFact): number {
      const known = tables.keyIdOf(fact.tenant, fact.hash)
      if (known !== undefined) {
        const key = keyOf(known)
        if (fact.firstAt < key.row.firstAt || fact.lastHour > key.row.lastHour) {
          key.row.firstAt = Math.min(fact.firstAt, key.row.firstAt)
          key.row.lastHour = Math.max(fact.lastHour, key.row.lastHour)
          key.changed = true
        }
        return known
      }
      const { tenant, hash, type, scope, value, firstAt, lastHour } = fact
      const sealed = fact.display()
      const keyId = tables.takeKeyId()
      const row = { tenant, hash, type, scope, value, sealed, oneId: keyId, degree: 0, firstAt, lastHour }
      tables.putKeyId(tenant, hash, keyId)
      open.set(keyId, { row, isNew: true, changed: true, oneIdBefore: keyId })
      return keyId
    },
    row: (keyId: number): Readonly<KeyRow> => keyOf(keyId).row,
    linked(keyId: number): void {
      const key = keyOf(keyId)
      key.row.degree += 1
      key.changed = true
    },
    /** Members at rest of the cluster `oneId`, which no transaction before this one can have moved. */
    members: (oneId: number): number[] => (keyOf(oneId).isNew ? [] : tables.members(oneId)),
    moveTo(oneId: number, keyId: number): void {
      const key = keyOf(keyId)
      key.row.oneId = oneId
      key.changed = true
    },
    newKeys: (): number => [...open.values()].filter(key => key.isNew).length,

    /**
     * Writes what changed, and an outbox entry for each key that had another OneID. A key of this transaction was never
     * stamped on an event, so nobody need be told of it.
     */
    close(nowMs: number): { keyId: number; oneId: number }[] {
      const changes: { keyId: number; oneId: number }[] = []
      for (const [keyId, { row, isNew, changed, oneIdBefore }] of open) {
        if (!changed) continue
        tables.putKey(keyId, row)
        if (row.oneId === oneIdBefore) continue
        if (oneIdBefore !== keyId) tables.removeMember(oneIdBefore, keyId)
        tables.addMember(row.oneId, keyId)
        if (isNew) continue
        changes.push({ keyId, oneId: row.oneId })
        tables.putChange({
          tenant: row.tenant,
          keyId,
          oneId: row.oneId,
          version: tables.takeVersion(),
          changedAt: nowMs,
        })
      }
      return changes
    },
  }
}
