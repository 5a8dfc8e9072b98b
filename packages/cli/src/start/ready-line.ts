import type { Platform } from './platform.ts'

/** What `weir start --json` says when everything it runs is ready. */
export function readyLine({ services, ports, urls, children, startupMs }: Platform) {
  const pids = Object.fromEntries(children.map(child => [child.name, child.pid()]))
  return { event: 'ready', pid: process.pid, startupMs, ...urls, services, ports, pids }
}
