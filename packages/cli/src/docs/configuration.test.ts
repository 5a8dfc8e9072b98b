import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inRepository } from '../repository.ts'
import { generatedPages, regenerate } from './pages.ts'

describe('generated documentation', () => {
  it.each(Object.entries(generatedPages))('%s is what its sources say', async (path, page) => {
    const written = existsSync(inRepository(path)) ? readFileSync(inRepository(path), 'utf8') : ''
    expect(written, `${path} is not current; write it anew with: ${regenerate}`).toBe(await page('src'))
  })
})
