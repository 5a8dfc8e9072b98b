import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { queryFixture } from './app.fixture.ts'

it('has the OpenAPI document that is committed: `npm run openapi -w services/query` writes it anew', async () => {
  const { app } = await queryFixture()
  expect((await app.inject('/openapi.json')).headers.location).toBe('/docs/json')
  const current = (await app.inject('/docs/json')).json()
  const committed = JSON.parse(await readFile(new URL('../openapi.json', import.meta.url), 'utf8'))
  // zod's registry is one for the process: tests of other services leave their schemas in it.
  const { schemas } = current.components
  const own = Object.fromEntries(Object.keys(committed.components.schemas).map(name => [name, schemas[name]]))
  expect({ ...current, components: { ...current.components, schemas: own } }).toEqual(committed)
  await app.close()
})
