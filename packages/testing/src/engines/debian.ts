import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whether the program is on the path. */
export const isInstalled = (program: string): Promise<boolean> =>
  run('which', [program]).then(
    () => true,
    () => false,
  )

/** Installs Debian packages where that is allowed without asking: as root. False when it could not. */
export async function installOnDebian(packages: readonly string[]): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  process.stderr.write(`tests: installing ${packages.join(' ')}\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const lock = ['-o', 'DPkg::Lock::Timeout=300']
  const install = () =>
    run('apt-get', [...lock, 'install', '-y', '--no-install-recommends', ...packages], { env, maxBuffer: 2 ** 26 })
  try {
    await install().catch(async () => {
      await run('apt-get', [...lock, 'update'], { env, maxBuffer: 2 ** 26 })
      await install()
    })
    return true
  } catch {
    return false
  }
}
