import { createHmac } from 'node:crypto'

/** The keys Weir protects personal values with. They are given to this package; it never reads files or variables. */
export interface Secrets {
  /** 32 bytes. Fixed for the life of an installation: another one makes every key a stranger. */
  hmac: Uint8Array
  sealing: {
    /** Id of the key new values are sealed with. */
    current: string
    /** 32 bytes by key id; old keys stay until nothing sealed with them is kept. */
    keys: ReadonlyMap<string, Uint8Array>
  }
}

/** Tells two HMAC secrets apart without showing either: safe to store and compare. 32 hex characters. */
export const hmacFingerprint = (secrets: Pick<Secrets, 'hmac'>): string =>
  createHmac('sha256', secrets.hmac).update('weir hmac fingerprint v1').digest('hex').slice(0, 32)
