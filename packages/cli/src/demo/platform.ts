import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type CredentialsFile, readCredentialsFile } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import type { Config } from '../config.ts'
import { chooseServices } from '../start/choose-services.ts'
import { runningPlatform } from '../start/data-dir.ts'
import { startPlatform } from '../start/platform.ts'
import { readinessOf } from '../start/ready.ts'

export interface DemoPlatform {
  credentials: CredentialsFile
  startedHere: boolean
  /** When it was ready, Unix milliseconds: what the demo promises counts from here. */
  readyAt: number
  /** Stops it if it was started here. */
  stop(): Promise<void>
}

export interface OpenOptions {
  config: Config
  env: Record<string, string | undefined>
  say(line: string): void
  /** A service gave up for good: the demo cannot go on. */
  refused(service: string): void
  signal: AbortSignal
}

/** Longest wait for a platform that another process is just starting, milliseconds. */
const patienceMs = 120_000

/** The platform that runs on this data directory, or one started for the demo. */
export async function openPlatform({ config, env, say, refused, signal }: OpenOptions): Promise<DemoPlatform> {
  const running = runningPlatform(config.WEIR_DATA_DIR)
  if (running) {
    say(`Using the platform that runs on this data directory (process ${running.pid}).`)
    const credentials = await credentialsOnceReady(config.WEIR_DATA_DIR, say, signal)
    return { credentials, startedHere: false, readyAt: Date.now(), stop: async () => {} }
  }
  say('Starting Weir …')
  const platform = await startPlatform({
    config,
    services: chooseServices(undefined, config),
    env,
    say,
    signal,
    refused,
  })
  say(`Weir is ready after ${(platform.startupMs / 1000).toFixed(1)} s.`)
  const { credentials } = platform
  if (!credentials) {
    await platform.stop()
    throw new WeirError('CONFIG_INVALID', `the keys of this installation are not in ${config.WEIR_DATA_DIR}`, {
      remedy: 'Run the demo where credentials.json was written: on the machine that was started first.',
    })
  }
  return { credentials, startedHere: true, readyAt: Date.now(), stop: platform.stop }
}

async function credentialsOnceReady(
  dataDir: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<CredentialsFile> {
  const until = Date.now() + patienceMs
  for (let told = false; ; told = true) {
    const credentials = await readCredentialsFile(join(dataDir, 'credentials.json'))
    const reasons = credentials
      ? await Promise.all([credentials.ingestUrl, credentials.queryUrl].map(url => readinessOf(`${url}/readyz`)))
      : ['it has no credentials yet']
    const reason = reasons.find(text => text !== undefined)
    if (credentials && reason === undefined) return credentials
    if (Date.now() > until)
      throw new WeirError('OVERLOADED', `the platform that runs on ${dataDir} is not ready: ${reason}`, {
        remedy: 'Look at what its terminal says, or stop it: the demo then starts one itself.',
      })
    if (!told) say('It is not ready yet, waiting …')
    await wait(500, undefined, { signal })
  }
}
