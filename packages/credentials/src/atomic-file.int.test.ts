import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFile, replaceFile } from './atomic-file.ts'

describe('files put in place whole', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'weir-file-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  it('are made by the first alone, and replaced by the last', async () => {
    const path = join(directory, 'key')
    await createFile(path, 'first')
    await createFile(path, 'second')
    expect(await readFile(path, 'utf8')).toBe('first')
    await replaceFile(path, 'third')
    expect(await readFile(path, 'utf8')).toBe('third')
    expect(await readdir(directory)).toEqual(['key'])
  })
})
