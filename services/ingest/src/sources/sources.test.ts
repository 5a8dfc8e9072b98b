import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSources, readSourcesFile } from './sources.ts'
import { parseSourcesFile } from './sources-file.ts'

const yaml = `
sources:
  - { tenant: demo, source: web, origins: [https://shop.example], rate: { perSecond: 5 } }
webhooks:
  - { provider: stripe, name: main, tenant: demo, secrets: [s3cret] }
`

describe('the sources file', () => {
  it('goes before the store', async () => {
    const store = { settings: async () => ({ origins: [] }), webhook: async () => undefined }
    const sources = createSources(store, parseSourcesFile(yaml))
    expect(await sources.settings('demo', 'web')).toEqual({
      origins: ['https://shop.example'],
      rate: { perSecond: 5 },
    })
    expect(await sources.settings('demo', 'other')).toEqual({ origins: [] })
    expect(await sources.webhook('stripe', 'main')).toEqual({
      tenant: 'demo',
      name: 'main',
      settings: { provider: 'stripe', secrets: ['s3cret'] },
    })
    expect(await sources.webhook('shopify', 'main')).toBeUndefined()
    expect(createSources(store, undefined)).toBe(store)
  })

  it.each([
    ['sources: [{ tenant: demo }]', /sources\.0\.source/],
    ['webhooks: [{ provider: paypal, name: x, tenant: demo, secrets: [s3cret] }]', /webhooks\.0\.provider/],
    ['webhooks: [{ provider: stripe, name: x, tenant: demo, secrets: s3cret }]', /webhooks\.0\.secrets/],
    ['webhooks: [{ provider: stripe, name: "a/b", tenant: demo, secrets: [s3cret] }]', /webhooks\.0\.name/],
    [
      `webhooks:${' - { provider: stripe, name: x, tenant: demo, secrets: [s3cret] }\n'.repeat(2).replace(/ -/g, '\n -')}`,
      /twice/,
    ],
    ['webhooks: [{ s3cret', /at character/],
    ['more: 1', /CONFIG_INVALID|more|fault/],
  ])('says what is wrong with %s, and shows no secret', (text, fault) => {
    expect(() => parseSourcesFile(text)).toThrow(expect.objectContaining({ message: expect.stringMatching(fault) }))
    expect(() => parseSourcesFile(text)).not.toThrow(/s3cret/)
  })

  describe('on disk', () => {
    let directory: string
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'weir-sources-'))
    })
    afterEach(() => rm(directory, { recursive: true }))

    it('is read when it is closed to others', async () => {
      const path = join(directory, 'sources.yaml')
      await writeFile(path, yaml, { mode: 0o600 })
      expect((await readSourcesFile(path)).webhooks.size).toBe(1)
      await chmod(path, 0o644)
      await expect(readSourcesFile(path)).rejects.toMatchObject({ code: 'CONFIG_INVALID', remedy: `chmod 600 ${path}` })
      await expect(readSourcesFile(join(directory, 'none'))).rejects.toMatchObject({ field: 'WEIR_SOURCES_FILE' })
    })
  })
})
