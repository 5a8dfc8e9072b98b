import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { embeddedProcess } from '../embedded/launch.ts'

const packageDir = fileURLToPath(new URL('../..', import.meta.url))
const root = join(packageDir, '..', '..')
const lock = join(tmpdir(), 'weir-build-clickhouse.lock')

/** Tests run from source, the embedded server from what was built of it: build when the source is newer. */
export async function ensureBuilt(): Promise<void> {
  const giveUpAt = Date.now() + 60_000
  while (isStale()) {
    try {
      mkdirSync(lock)
    } catch {
      if (Date.now() > giveUpAt) rmSync(lock, { recursive: true, force: true })
      await wait(100)
      continue
    }
    try {
      const tsc = join(root, 'node_modules', '.bin', 'tsc')
      if (isStale()) await promisify(execFile)(tsc, ['-b', packageDir])
      return
    } finally {
      rmSync(lock, { recursive: true, force: true })
    }
  }
}

function isStale(): boolean {
  const builtAt = existsSync(embeddedProcess.main) ? statSync(join(packageDir, 'tsconfig.tsbuildinfo')).mtimeMs : 0
  const sources = readdirSync(join(packageDir, 'src'), { recursive: true, encoding: 'utf8' })
  return sources.some(
    name =>
      name.endsWith('.ts') && !name.endsWith('.test.ts') && statSync(join(packageDir, 'src', name)).mtimeMs > builtAt,
  )
}
