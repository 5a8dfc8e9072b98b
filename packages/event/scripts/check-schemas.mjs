/** Fails when a published schema changed or a new one breaks the rules. `--accept` first adds new files to fingerprints.json. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { acceptSchemas, checkSchemas } from '../dist/generator/compatibility.js'
import { publishedFolder, readPublishedSchemas } from '../dist/testing/published-schemas.js'

const fingerprintsFile = `${publishedFolder}fingerprints.json`
const files = readPublishedSchemas()
let published = existsSync(fingerprintsFile) ? JSON.parse(readFileSync(fingerprintsFile, 'utf8')) : {}
if (process.argv.includes('--accept')) {
  published = acceptSchemas(files, published)
  writeFileSync(fingerprintsFile, `${JSON.stringify(published, null, 2)}\n`)
}
const faults = checkSchemas(files, published)
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1
else console.log(`${files.length} schemas, all as published and compatible`)
