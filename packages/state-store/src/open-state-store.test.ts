import { describe, expect, it } from 'vitest'
import { openStateStore, stateUrl } from './open-state-store.ts'

describe('opening a state store', () => {
  it('defaults to a directory of the data directory', () => {
    expect(stateUrl({ WEIR_DATA_DIR: '/var/weir' })).toBe('lmdb:/var/weir/state')
    expect(stateUrl({ WEIR_DATA_DIR: '/var/weir', WEIR_STATE_URL: 'lmdb:elsewhere' })).toBe('lmdb:elsewhere')
  })

  it('refuses an engine it does not have, and shows no password', async () => {
    for (const url of ['lmdb:', 'data/state', 'redis://weir:hunter2@host/0']) {
      const refused = openStateStore({ url })
      await expect(refused).rejects.toMatchObject({ code: 'CONFIG_INVALID', field: 'WEIR_STATE_URL' })
      await expect(refused).rejects.not.toThrow('hunter2')
    }
  })
})
