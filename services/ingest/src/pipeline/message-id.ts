import { randomUUID } from 'node:crypto'
import { type Rejection, rejection } from '@weir/event'
import { type KeyHasher, scanPersonal } from '@weir/privacy'
import { textOf } from './text.ts'

const longestId = 256

export interface MessageId {
  id: string
  flag: 'id_made' | 'id_hashed' | undefined
}

const uuid = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi
const wholeUuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/**
 * The id that makes a repeat a duplicate. None: a random one (nothing else can tell a repeat from a second event that
 * looks the same). One made of personal values: its keyed hash, so that repeats still meet and the log shows nobody.
 */
export function messageIdOf(sent: unknown, path: string, tenant: string, hashOf: KeyHasher): MessageId | Rejection {
  if (sent === undefined || sent === null || sent === '') return { id: randomUUID(), flag: 'id_made' }
  const id = textOf(sent)
  if (id === undefined) return rejection('id_invalid', path)
  if (id.length > longestId) return rejection('id_too_long', path, `${longestId} characters`)
  if (wholeUuid.test(id) || !isMadeOfPersonalValues(id)) return { id, flag: undefined }
  return { id: `hash-${Buffer.from(hashOf(tenant, '', 'message id', id)).toString('hex')}`, flag: 'id_hashed' }
}

/**
 * SDKs build ids of a time and a UUID, whose digits may pass for a card; an id that is a card number as a whole is one.
 */
function isMadeOfPersonalValues(id: string): boolean {
  const findings = scanPersonal(id.replace(uuid, ' '))
  return findings.some(({ kind, start, end }) => kind !== 'bank_card' || end - start === id.length)
}
