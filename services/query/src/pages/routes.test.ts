import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type QueryFixture, queryFixture } from '../app.fixture.ts'

let directory: string
let fixture: QueryFixture
let headers: Record<string, string>

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-console-'))
  fixture = await queryFixture({ consoleDirectory: directory })
  headers = { accept: 'text/html', cookie: await fixture.signIn() }
})

afterEach(async () => {
  await fixture.app.close()
  await rm(directory, { recursive: true })
})

const build = async () => {
  await mkdir(join(directory, 'assets'))
  await writeFile(join(directory, 'index.html'), '<html lang="en" data-tenant=""></html>')
  await writeFile(join(directory, 'pages.js'), '1')
  await writeFile(join(directory, 'assets', 'console-abc123.js'), '1')
}

describe('the console', () => {
  it('that is not built says what to run, and is found once it is', async () => {
    const missing = await fixture.app.inject({ url: '/debugger', headers })
    expect(missing.statusCode).toBe(503)
    expect(missing.body).toContain('npm run build')
    await build()
    expect((await fixture.app.inject({ url: '/debugger', headers })).statusCode).toBe(200)
  })

  it('is told who reads it and in which language, under a policy without exceptions', async () => {
    await build()
    const answer = await fixture.app.inject({ url: '/', headers: { ...headers, 'accept-language': 'zh-CN,zh' } })
    expect(answer.body).toBe('<html lang="zh" data-tenant="demo"></html>')
    expect(answer.headers['content-security-policy']).toMatch(/default-src 'none'/)
    expect(answer.headers['content-security-policy']).not.toMatch(/unsafe|data:|\*/)
  })

  it('has files that never change under their names, and others that are asked for anew', async () => {
    await build()
    const cached = async (url: string) => (await fixture.app.inject({ url })).headers['cache-control']
    expect(await cached('/console/assets/console-abc123.js')).toMatch(/immutable/)
    expect(await cached('/console/pages.js')).toBe('no-cache')
    for (const url of ['/console/index.html', '/console/assets/gone-1.js', '/console/..%2fpackage.json'])
      expect((await fixture.app.inject({ url })).statusCode).toBe(404)
  })
})
