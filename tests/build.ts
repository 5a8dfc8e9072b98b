import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Tests run from source, the processes they start from what was built of it: so that is done before the first. */
export default function build(): void {
  const setup = join(import.meta.dirname, '../packages/cli/setup.mjs')
  const { status } = spawnSync(process.execPath, [setup, 'build'], { stdio: ['ignore', 2, 2] })
  if (status !== 0) throw new Error('the build failed')
}
