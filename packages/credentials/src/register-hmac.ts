import { isWeirError, WeirError } from '@weir/errors'
import { hmacFingerprint, type Secrets } from '@weir/privacy'
import type { StateStore } from '@weir/state-store'

const at = { collection: 'installation', key: 'hmac' }

/**
 * The first HMAC secret ever used is that of this installation: every key's hash depends on it.
 * @throws WeirError SECRET_MISMATCH for any other; a service must refuse to start.
 */
export async function registerHmac(state: StateStore, secrets: Secrets): Promise<void> {
  const fingerprint = hmacFingerprint(secrets)
  try {
    await state.transact([{ put: at.collection, key: at.key, value: { fingerprint }, expect: 0 }])
  } catch (error) {
    if (!isWeirError(error, 'CONFLICT')) throw error
    if ((await registeredHmac(state)) === fingerprint) return
    throw new WeirError('SECRET_MISMATCH', 'the HMAC secret is not the one this installation was made with', {
      remedy: 'put back the hmac.key that belongs to this state store; it never changes',
    })
  }
}

/** The fingerprint of this installation's HMAC secret; undefined before the first start. */
export const registeredHmac = async (state: Pick<StateStore, 'get'>): Promise<string | undefined> =>
  (await state.get<{ fingerprint: string }>(at.collection, at.key))?.value.fingerprint
