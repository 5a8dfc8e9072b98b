import { writeFile } from 'node:fs/promises'
import { queryFixture } from './app.fixture.ts'

/** Writes services/query/openapi.json; the formatter goes over it afterwards (script `openapi`). */
const { app } = await queryFixture()
const { payload } = await app.inject({ url: '/docs/json' })
await writeFile(new URL('../openapi.json', import.meta.url), `${JSON.stringify(JSON.parse(payload), undefined, 2)}\n`)
await app.close()
