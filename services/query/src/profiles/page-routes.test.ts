import { afterAll, beforeAll, expect, it } from 'vitest'
import { type QueryFixture, queryFixture } from '../app.fixture.ts'

let query: QueryFixture
beforeAll(async () => {
  query = await queryFixture()
})
afterAll(() => query.app.close())

it.each([
  ['nothing', {}],
  ['no value', { payload: 'type=phone', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
  ['another form', { payload: '[1]', headers: { 'content-type': 'application/json' } }],
])('refuses the form of the people page with %s', async (_, { headers, ...sent }: { headers?: object }) => {
  const answer = await query.app.inject({
    method: 'POST',
    url: '/people',
    ...sent,
    headers: { ...query.reader, ...headers },
  })
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({ code: 'REQUEST_MALFORMED', remedy: expect.any(String) })
})
