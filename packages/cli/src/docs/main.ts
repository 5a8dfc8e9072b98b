// Writes the generated pages of docs/ anew. Needs a build: the schemas are those of dist.
import { writeFileSync } from 'node:fs'
import { generatedPages } from './pages.ts'
import { inRepository } from './processes.ts'

for (const [path, page] of Object.entries(generatedPages)) {
  writeFileSync(inRepository(path), await page('dist'))
  process.stdout.write(`${path}\n`)
}
