import type { Credentials } from '@weir/credentials'

export type { Principal, Scope } from '@weir/credentials'

/** The part of the credentials that authentication needs. */
export type Verifier = Pick<Credentials, 'verify'>
