import { describe, expect, it } from 'vitest'
import { isDistributed } from './installation.ts'

describe('isDistributed', () => {
  it('is true as soon as log or state lie on other machines', () => {
    expect(isDistributed({ WEIR_LOG_URL: undefined, WEIR_STATE_URL: undefined })).toBe(false)
    expect(isDistributed({ WEIR_LOG_URL: 'lmdb:/a/log', WEIR_STATE_URL: 'lmdb:/a/state' })).toBe(false)
    expect(isDistributed({ WEIR_LOG_URL: 'kafka://a:9092', WEIR_STATE_URL: undefined })).toBe(true)
    expect(isDistributed({ WEIR_LOG_URL: undefined, WEIR_STATE_URL: 'postgres://a/weir' })).toBe(true)
  })
})
