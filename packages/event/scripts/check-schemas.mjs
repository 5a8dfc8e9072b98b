/** Fails when a published schema changed or a new one breaks the rules. `--accept` first adds new files to fingerprints.json. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { acceptSchemas, checkSchemas } from '../dist/generator/compatibility.js'
import { fingerprintsFile, readSchemaFiles } from './schema-folder.mjs'

const files = readSchemaFiles()
let published = existsSync(fingerprintsFile) ? JSON.parse(readFileSync(fingerprintsFile, 'utf8')) : {}
if (process.argv.includes('--accept')) {
  published = acceptSchemas(files, published)
  const lines = Object.entries(published).map(([path, entry]) => `  ${JSON.stringify(path)}: ${JSON.stringify(entry)}`)
  writeFileSync(fingerprintsFile, `{\n${lines.join(',\n')}\n}\n`)
}
const faults = checkSchemas(files, published)
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1
else console.log(`${files.length} schemas, all as published and compatible`)
