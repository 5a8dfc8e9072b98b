import { spawn } from 'node:child_process'

/** Ends what a test started when the test's process ends, however it ends. */
export interface Undertaker {
  watch(pid: number): void
  /** Ends what is watched and removes the paths now. Resolves when that is done. */
  bury(): Promise<void>
}

/**
 * A process of its own: its input ends with ours, then it kills and removes what it was given. With `owner`, the process
 * that started several of us, it waits for the end of that one.
 */
export function startUndertaker(paths: readonly string[], owner?: number): Undertaker {
  const script = `
    const pids = new Set()
    const bury = () => {
      for (const pid of pids) try { process.kill(pid, 'SIGKILL') } catch {}
      setTimeout(() => {
        for (const path of ${JSON.stringify(paths)}) require('node:fs').rmSync(path, { recursive: true, force: true, maxRetries: 5 })
      }, 50)
    }
    const wait = () => {
      try { process.kill(${owner ?? 0}, 0) } catch { return bury() }
      setTimeout(wait, 300)
    }
    process.stdin.on('data', text => { for (const pid of String(text).split('\\n')) if (pid) pids.add(Number(pid)) })
    process.stdin.on('end', ${owner === undefined ? 'bury' : 'wait'})`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  const buried = new Promise<void>(resolve => child.on('exit', () => resolve()))
  child.unref()
  ;(child.stdin as unknown as { unref?(): void }).unref?.()
  return {
    watch: pid => void child.stdin.write(`${pid}\n`),
    async bury() {
      child.ref()
      child.stdin.end()
      await buried
    },
  }
}
