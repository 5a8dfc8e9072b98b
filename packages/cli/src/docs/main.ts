// Writes the generated pages of docs/ anew. Needs a build: the schemas are those of dist.
import { writeFileSync } from 'node:fs'
import { inRepository } from '../repository.ts'
import { generatedPages } from './pages.ts'

for (const [path, page] of Object.entries(generatedPages)) {
  writeFileSync(inRepository(path), await page('dist'))
  process.stdout.write(`${path}\n`)
}
