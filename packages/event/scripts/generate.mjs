/** Writes src/generated from schemas/avro. `npm run generate -w packages/event` compiles the generator first. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { generate, projections } from '../dist/generator/generate.js'
import { readSchemaFiles } from './schema-folder.mjs'

const folder = fileURLToPath(new URL('../src/generated/', import.meta.url))
mkdirSync(folder, { recursive: true })
for (const file of generate(readSchemaFiles(), projections)) writeFileSync(folder + file.name, file.text)
