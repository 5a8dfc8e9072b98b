import { beforeEach, describe, expect, it } from 'vitest'
import { type QueryFixture, queryFixture } from '../app.fixture.ts'

let fixture: QueryFixture

beforeEach(async () => {
  fixture = await queryFixture()
  return () => fixture.app.close()
})

const html = { accept: 'text/html' }
const newLink = async (headers = fixture.manager) =>
  fixture.app.inject({ method: 'POST', url: '/v1/login-links', headers })

describe('a login link', () => {
  it('is made with a key of scope manage, works once, and opens a session that scripts cannot read', async () => {
    const made = await newLink()
    expect(made.statusCode).toBe(201)
    const { pathname, search, origin } = new URL(made.json().url)
    expect(origin).toBe('http://127.0.0.1:4000')
    const first = await fixture.app.inject({ url: pathname + search })
    expect(first.statusCode).toBe(303)
    expect(first.headers.location).toBe('/')
    const cookie = first.cookies.find(({ name }) => name === 'weir_session')
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    const page = await fixture.app.inject({ url: '/', headers: { ...html, cookie: `weir_session=${cookie?.value}` } })
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('<html lang="en" data-tenant="demo">')

    const second = await fixture.app.inject({ url: pathname + search })
    expect(second.statusCode).toBe(401)
    expect(second.body).toContain('/v1/login-links')
  })

  it('is not made with less', async () => {
    expect((await newLink(fixture.reader)).statusCode).toBe(403)
    expect((await newLink({})).statusCode).toBe(401)
  })

  it('is secure behind https', async () => {
    const secure = await queryFixture({ publicUrl: () => 'https://weir.example' })
    const { url } = (
      await secure.app.inject({ method: 'POST', url: '/v1/login-links', headers: secure.manager })
    ).json()
    const answer = await secure.app.inject({ url: url.slice('https://weir.example'.length) })
    expect(answer.cookies[0]).toMatchObject({ name: 'weir_session', secure: true })
    await secure.app.close()
  })
})

describe('without a session', () => {
  it('every page leads to the one that says how to get a link', async () => {
    for (const url of ['/', '/people', '/receipts']) {
      const answer = await fixture.app.inject({ url, headers: html })
      expect([answer.statusCode, answer.headers.location]).toEqual([303, `/login?next=${encodeURIComponent(url)}`])
    }
    const page = await fixture.app.inject({ url: '/login?next=/people', headers: html })
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('curl')
    expect(page.headers['content-security-policy']).not.toContain('unsafe')
  })

  it('the page wanted is remembered, unless it is not ours', async () => {
    const wanted = (await fixture.app.inject({ url: '/login?next=/people' })).cookies.find(
      ({ name }) => name === 'weir_wanted',
    )
    const { url } = (await newLink()).json()
    const land = (cookie: string) => fixture.app.inject({ url: url.slice(21), headers: { cookie } })
    expect((await land(`weir_wanted=${encodeURIComponent(wanted!.value)}`)).headers.location).toBe('/people')
    for (const evil of ['//evil.example', 'https://evil.example', '/\\evil.example', '/a\r\nb']) {
      const answer = await fixture.app.inject({ url: `/login?next=${encodeURIComponent(evil)}` })
      expect(answer.cookies).toEqual([])
      const again = (await newLink()).json().url
      const landed = await fixture.app.inject({
        url: again.slice(21),
        headers: { cookie: `weir_wanted=${encodeURIComponent(evil)}` },
      })
      expect(landed.headers.location).toBe('/')
    }
  })
})

describe('a session', () => {
  it('reads the API, but cannot be used by another site to change anything', async () => {
    const cookie = await fixture.signIn()
    expect((await fixture.app.inject({ url: '/v1/metrics', headers: { cookie } })).statusCode).toBe(200)
    const logout = (headers: Record<string, string>) =>
      fixture.app.inject({ method: 'POST', url: '/logout', headers: { cookie, host: 'weir.test', ...headers } })
    expect((await logout({})).statusCode).toBe(403)
    expect((await logout({ 'sec-fetch-site': 'cross-site', origin: 'https://weir.test' })).statusCode).toBe(403)
    expect((await logout({ origin: 'https://evil.example' })).statusCode).toBe(403)
    expect((await logout({ 'sec-fetch-site': 'same-origin' })).statusCode).toBe(303)
    expect((await fixture.app.inject({ url: '/v1/metrics', headers: { cookie } })).statusCode).toBe(401)
  })

  it('never stands in for a wrong key', async () => {
    const headers = { cookie: await fixture.signIn(), authorization: 'Bearer api_wrong' }
    expect((await fixture.app.inject({ url: '/v1/metrics', headers })).statusCode).toBe(401)
  })

  it('does not read personal data', async () => {
    const headers = { cookie: await fixture.signIn() }
    const answer = await fixture.app.inject({ url: '/v1/profiles/nonsense/1', headers })
    expect(answer.json()).toMatchObject({ status: 400, field: 'type' })
  })
})
