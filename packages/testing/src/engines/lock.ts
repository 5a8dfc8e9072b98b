import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/** Runs while no other process of this machine runs under the same lock file; a lock of the dead is taken over. */
export async function withLock<T>(path: string, run: () => Promise<T>): Promise<T> {
  while (!(await take(path))) await delay(100)
  try {
    return await run()
  } finally {
    await rm(path, { force: true })
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    const holder = Number(await readFile(path, 'utf8').catch(() => ''))
    // Renamed before it is removed: of several who find it dead, one succeeds.
    if (holder > 0 && !isAlive(holder)) {
      const dead = `${path}.${process.pid}`
      await rename(path, dead).catch(() => {})
      await rm(dead, { force: true })
    }
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
