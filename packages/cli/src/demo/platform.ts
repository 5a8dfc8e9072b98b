import { loadConfig } from '@weir/config'
import { type CredentialsFile, readCredentialsFile } from '@weir/credentials'
import { configSchema } from '../start/config.ts'
import { runningPlatform } from '../start/data-dir.ts'
import { startPlatform } from '../start/platform.ts'
import { readinessOf } from '../start/ready.ts'

export interface DemoPlatform {
  credentials: CredentialsFile
  startedHere: boolean
  stop(): Promise<void>
}

/** The platform that runs on this data directory, or one started for the demo. */
export async function openPlatform(say: (line: string) => void, signal: AbortSignal): Promise<DemoPlatform> {
  const config = loadConfig(configSchema, process.env)
  if (runningPlatform(config.WEIR_DATA_DIR)) {
    const credentials = await readCredentialsFile(config.WEIR_DATA_DIR)
    if (credentials && (await readinessOf(`${credentials.ingestUrl}/readyz`)) === undefined) {
      say('Using the platform that is running.')
      return { credentials, startedHere: false, stop: async () => {} }
    }
  }
  say('Starting Weir …')
  const platform = await startPlatform({
    config,
    env: process.env,
    say,
    signal,
    refused: name => say(`${name} refused to start`),
  })
  say(`Weir is ready after ${(platform.startupMs / 1000).toFixed(1)} s.`)
  return { credentials: platform.credentials, startedHere: true, stop: platform.stop }
}
