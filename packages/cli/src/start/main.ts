import { watch } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig } from '@weir/config'
import { isWeirError } from '@weir/errors'
import { exitCodeOf } from '@weir/lifecycle'
import { banner } from './banner.ts'
import { configSchema } from './config.ts'
import { startPlatform } from './platform.ts'
import type { ServiceName } from './ports.ts'
import { programOf } from './tree.ts'

const say = (line: string) => process.stderr.write(`${line}\n`)

const flags = readFlags()

function readFlags() {
  try {
    return parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        watch: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    say(`weir: ${(error as Error).message}\n      npm start -- --help shows what there is.`)
    return process.exit(78)
  }
}

if (flags.help) {
  process.stdout.write(`npm start [-- --json]

Starts the whole platform on its embedded engines and ends with a banner; Ctrl-C stops it.
  --json   print one line {"event":"ready", …} on stdout instead of the banner
Configuration: docs/configuration.md
`)
  process.exit(0)
}

const stopping = new AbortController()
let refusedBy: string | undefined

function fail(error: unknown): never {
  if (isWeirError(error)) say(`weir: ${error.message}${error.remedy ? `\n      ${error.remedy}` : ''}`)
  else say(`weir: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  process.exit(exitCodeOf(error))
}

try {
  const config = loadConfig(configSchema, process.env)
  const onSignal = () => stopping.abort(new Error('stopped'))
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  if (!flags.json) say('Starting Weir …')
  const platform = await startPlatform({
    config,
    env: process.env,
    say,
    signal: stopping.signal,
    refused(service) {
      refusedBy ??= service
      say(`${service.padEnd(10)} will not start again by itself; see the line above`)
      stopping.abort(new Error(`${service} refused to start`))
    },
  })
  const { credentials, startupMs, ports } = platform
  if (flags.json) {
    const { ingestUrl, queryUrl, clickhouseUrl } = credentials
    const pids = Object.fromEntries(platform.children.map(child => [child.name, child.pid()]))
    process.stdout.write(
      `${JSON.stringify({ event: 'ready', pid: process.pid, startupMs, ingestUrl, queryUrl, clickhouseUrl, ports, pids })}\n`,
    )
  } else {
    process.stdout.write(banner(credentials, await platform.loginToken(), startupMs))
  }
  if (flags.watch) restartOnBuild(platform.children)
  await new Promise<void>(resolve => {
    if (stopping.signal.aborted) resolve()
    else stopping.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  if (!flags.json) say('\nStopping: ingest first …')
  await platform.stop()
  if (!flags.json) say('Stopped; everything accepted is kept.')
  process.exit(refusedBy ? 78 : 0)
} catch (error) {
  if (stopping.signal.aborted) process.exit(refusedBy ? 78 : 130)
  fail(error)
}

/** `npm run dev`: a service whose build changed is started again. */
function restartOnBuild(children: Awaited<ReturnType<typeof startPlatform>>['children']): void {
  for (const child of children) {
    let timer: NodeJS.Timeout | undefined
    watch(dirname(programOf(child.name as ServiceName)), { recursive: true }, () => {
      clearTimeout(timer)
      timer = setTimeout(() => child.restart(), 300)
    })
  }
}
