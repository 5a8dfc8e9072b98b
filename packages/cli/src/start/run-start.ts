import { watch } from 'node:fs'
import { loadConfig } from '@weir/config'
import { exitCodes } from '@weir/lifecycle'
import { say } from '../command/answer.ts'
import { codeOfFailure, failureText } from '../command/failure.ts'
import { configSchema } from '../config.ts'
import { inRepository } from '../repository.ts'
import { banner } from './banner.ts'
import { chooseServices } from './choose-services.ts'
import { type Platform, startPlatform } from './platform.ts'
import { readyLine } from './ready-line.ts'

export interface StartFlags {
  services?: string
  json?: boolean
  watch?: boolean
}

/** Before it was ready, as a shell counts it. */
const interrupted = 130

/** Runs until it is told to stop. Its stdout is the banner or the one ready line, and nothing when the start fails. */
export async function runStart(flags: StartFlags): Promise<never> {
  const stopping = new AbortController()
  let refusedBy: string | undefined
  try {
    const config = loadConfig(configSchema, process.env)
    const services = chooseServices(flags.services, config)
    const onSignal = () => stopping.abort(new Error('stopped'))
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
    if (!flags.json) say(`Starting ${flags.services === undefined ? 'Weir' : services.join(', ')} …`)
    const platform = await startPlatform({
      config,
      services,
      env: process.env,
      say,
      signal: stopping.signal,
      refused(service) {
        refusedBy ??= service
        say(`${service.padEnd(10)} will not start again by itself; see the line above`)
        stopping.abort(new Error(`${service} refused to start`))
      },
    })
    process.stdout.write(flags.json ? `${JSON.stringify(readyLine(platform))}\n` : await banner(platform))
    if (flags.watch) restartOnBuild(platform.children)
    await aborted(stopping.signal)
    if (!flags.json) say(services.includes('ingest') ? '\nStopping: ingest first …' : '\nStopping …')
    await platform.stop()
    if (!flags.json) say('Stopped; everything accepted is kept.')
    return process.exit(refusedBy ? exitCodes.refused : exitCodes.stopped)
  } catch (error) {
    if (stopping.signal.aborted) return process.exit(refusedBy ? exitCodes.refused : interrupted)
    say(failureText(error))
    return process.exit(codeOfFailure(error))
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** `npm run dev`: every process is started again when the programs were built anew, as they share most of their code. */
function restartOnBuild(children: Platform['children']): void {
  let timer: NodeJS.Timeout | undefined
  watch(inRepository('dist'), () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      for (const child of children) child.restart()
    }, 300)
  })
}
