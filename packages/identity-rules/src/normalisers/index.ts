import { idCard, imei, ip, mac } from './numbers.ts'
import { phone } from './phone.ts'
import { device, email, hex, text, uuid } from './text.ts'

/** The one form of a value, and why it cannot be a real one; without a reason it is well formed. */
export interface Normalised {
  value: string
  reason?: 'invalid' | 'not_mobile'
}

/** Gets a trimmed value that is not empty. Idempotent: its own answer comes back unchanged. */
export type Normaliser = (value: string) => Normalised

export const normaliserNames = [
  'text',
  'device',
  'uuid',
  'email',
  'phone',
  'id_card',
  'imei',
  'mac',
  'md5',
  'sha256',
  'ip',
] as const

export const normalisers: Record<(typeof normaliserNames)[number], Normaliser> = {
  text,
  device,
  uuid,
  email,
  phone,
  id_card: idCard,
  imei,
  mac,
  md5: hex(32),
  sha256: hex(64),
  ip,
}
