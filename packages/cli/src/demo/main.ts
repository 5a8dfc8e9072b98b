import { loadConfig } from '@weir/config'
import { isWeirError, WeirError } from '@weir/errors'
import { exitCodeOf } from '@weir/lifecycle'
import { z } from 'zod'
import { configSchema } from '../config.ts'
import { playDemo, shoppers } from './demo.ts'
import { help, readOptions } from './options.ts'
import { type DemoPlatform, openPlatform } from './platform.ts'
import { reportLines } from './report/report.ts'
import { widest } from './view/frame.ts'
import { createLineView } from './view/line-view.ts'
import { createLiveView } from './view/live-view.ts'
import { count } from './view/numbers.ts'
import { createStyle, terminalOf } from './view/style.ts'

/** Beside what the launcher reads. */
const schema = configSchema.extend({ NO_COLOR: z.string().optional(), TERM: z.string().optional() })
/** The live view needs room for the charts and the story. */
const fewestRows = 24

/** Somebody pressed Ctrl-C. */
class Left extends Error {}

const stopping = new AbortController()
let platform: DemoPlatform | undefined

try {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(help)
    process.exit(0)
  }
  const config = loadConfig(schema, process.env)
  const stream = options.json ? process.stderr : process.stdout
  const write = (line: string) => stream.write(`${line}\n`)
  const { terminal, colours } = terminalOf(stream, config)
  const style = createStyle(colours)
  const view = terminal && stream.rows >= fewestRows ? createLiveView(stream, style) : createLineView(write)
  const say = (text: string) => view.say(text.replaceAll(/^/gm, '  '))
  leaveOnSignal(say)
  // Nobody reads any more, as after `| head`.
  stream.on('error', () => stopping.abort(new Left()))

  view.say('')
  say(
    style.bold(
      `A shop with ${count(shoppers)} shoppers opens on this machine, and one of its payment channels will break.`,
    ),
  )
  say('Weir has to notice, ring the phone on call, and account for every event and every person.')
  view.say('')
  platform = await openPlatform({
    config,
    env: process.env,
    say,
    signal: stopping.signal,
    refused: service =>
      stopping.abort(new WeirError('CONFIG_INVALID', `${service} refused to start; see the line above`)),
  })
  const language = Intl.DateTimeFormat().resolvedOptions().locale.startsWith('zh') ? 'zh' : 'en'
  const played = await playDemo({ platform, options, view, say, language, signal: stopping.signal }).finally(() =>
    view.close(),
  )

  const stays = platform.startedHere && terminal && !options.json && process.stdin.isTTY === true
  const columns = Math.min(widest, stream.columns ?? widest)
  for (const line of reportLines({ ...played, stops: platform.startedHere && !stays }, { style, columns })) write(line)
  if (stays) {
    say('Weir stays up for you to look around. Ctrl-C stops it.')
    await untilStopped()
  }
  await platform.stop()
  if (options.json) process.stdout.write(`${JSON.stringify(played.result)}\n`)
  process.exit(played.result.ok ? 0 : 1)
} catch (error) {
  await platform?.stop().catch(() => {})
  process.exit(explain(error, platform?.startedHere ?? false))
}

/** The first signal leaves cleanly, the second at once. */
function leaveOnSignal(say: (text: string) => void): void {
  const leave = () => {
    if (stopping.signal.aborted) process.exit(130)
    say('Leaving: the demo takes its channels away, and stops what it started …')
    stopping.abort(new Left())
  }
  process.on('SIGINT', leave)
  process.on('SIGTERM', leave)
}

function untilStopped(): Promise<void> {
  return new Promise(resolve => {
    if (stopping.signal.aborted) resolve()
    else stopping.signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** @returns the exit code. */
function explain(error: unknown, stopped: boolean): number {
  const reason: unknown = stopping.signal.aborted ? stopping.signal.reason : error
  if (reason instanceof Left) {
    process.stderr.write(
      `  ${stopped ? 'Weir is stopped, too: everything it accepted is kept.' : 'Left; Weir goes on.'}\n`,
    )
    return 130
  }
  const text = isWeirError(reason)
    ? `weir: ${reason.message}${reason.remedy ? `\n      ${reason.remedy}` : ''}`
    : `weir: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`
  process.stderr.write(`${text}\n`)
  return exitCodeOf(reason)
}
