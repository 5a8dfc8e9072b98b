import { WeirError } from '@weir/errors'
import { expect, it } from 'vitest'
import { lmdbFailure, writeFailure } from './failure.ts'
import { WriteTimeout } from './write-timeout.ts'

const coded = (code: unknown) => Object.assign(new Error('reason'), { code })

it.each([
  ['no space', 28, 'DISK_FULL'],
  ['no space for a file of our own', 'ENOSPC', 'DISK_FULL'],
  ['a file over the limit', 27, 'DISK_FULL'],
  ['another file format', -30793, 'DATA_DIR_VERSION'],
  ['too many readers', -30790, 'DATA_DIR_IN_USE'],
  ['an input/output error on a disk with room', 5, 'LOG_UNAVAILABLE'],
  ['no permission', 'EACCES', 'LOG_UNAVAILABLE'],
])('names %s', async (_, code, expected) => {
  const failure = await writeFailure(coded(code), '.', 'LOG_UNAVAILABLE')
  expect(failure).toMatchObject({ code: expected, cause: { code } })
  expect(failure.remedy).toBeTruthy()
})

it('finds the reason of a failed commit', async () => {
  const failed = Object.assign(new Error('Commit failed'), { commitError: Promise.reject(coded(28)) })
  expect(await writeFailure(failed, '.', 'STATE_UNAVAILABLE')).toMatchObject({ code: 'DISK_FULL' })
})

it('tells a write of unknown fate by the code it was given', async () => {
  const failure = await writeFailure(new WriteTimeout('late'), '.', 'STATE_UNAVAILABLE')
  expect(failure).toMatchObject({ code: 'STATE_UNAVAILABLE', retryable: true })
})

it('passes our own errors', () => {
  const own = new WeirError('FENCED', 'no')
  expect(lmdbFailure(own, '.', 'LOG_UNAVAILABLE')).toBe(own)
})
