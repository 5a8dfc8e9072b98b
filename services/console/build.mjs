#!/usr/bin/env node
// Builds the console, unless what is there was built from these very sources. `--watch` builds anew with every change.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const root = import.meta.dirname
const repository = join(root, '../..')
const stampFile = join(root, 'dist/site.stamp')

/** Everything a build is made of: own sources, those of the packages in it, and the versions of all others. */
const sources = [
  ...['index.html', 'vite.config.mjs', 'build.mjs', 'package.json', 'public', 'src'].map(name => join(root, name)),
  join(repository, 'packages/console-protocol/src'),
  join(repository, 'package-lock.json'),
]

const filesIn = path =>
  statSync(path).isFile() ? [path] : readdirSync(path).flatMap(name => filesIn(join(path, name)))

function stampOf(paths) {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(filesIn).sort())
    hash.update(`${relative(repository, file)}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

const watch = process.argv.includes('--watch')
const stamp = stampOf(sources)
const built = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
if (watch || !built) {
  rmSync(stampFile, { force: true })
  const { build } = await import('vite')
  await build({ root, logLevel: 'warn', build: { watch: watch ? {} : null } })
  if (!watch) writeFileSync(stampFile, stamp)
}
