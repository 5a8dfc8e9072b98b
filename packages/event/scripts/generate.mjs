/** Writes src/generated from schemas/avro. `npm run generate -w packages/event` compiles the generator first. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fixtureProjections, fixtureSchemas } from '../dist/generator/fixture/schemas.js'
import { generate, projections } from '../dist/generator/generate.js'
import { readPublishedSchemas } from '../dist/testing/published-schemas.js'

const write = (folder, files) => {
  const path = fileURLToPath(new URL(`../src/${folder}/`, import.meta.url))
  mkdirSync(path, { recursive: true })
  for (const file of files) writeFileSync(path + file.name, file.text)
}

write('generated', generate(readPublishedSchemas(), projections))
write('generator/fixture/generated', generate(fixtureSchemas, fixtureProjections, '../../..'))
