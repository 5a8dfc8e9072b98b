import { parseArgs } from 'node:util'
import { WeirError } from '@weir/errors'
import { findPersonal } from '@weir/privacy'

export interface DemoOptions {
  /** One line of JSON on stdout, everything else on stderr. */
  json: boolean
  /** Part of every event id and key, so that runs add up. */
  runId: string
  /** Decides what the shop sells to whom. */
  seed: number
  /** Go on although channels of the user's own would be paged. */
  pageMyChannels: boolean
}

export const help = `npm run demo [-- --json] [--run-id X] [--seed N]

Plays a shop for under 3 minutes: one payment channel breaks, the page arrives at a receiver on this machine, the channel
heals, the page is resolved. Ends with an account of every event and every person. Uses the platform that runs on the data
directory, or starts one and stops it at the end. Ctrl-C leaves at any time and cleans up.

  --json              one line of JSON on stdout at the end, everything else on stderr
  --run-id X          the name of the run; with the name of an earlier one, its events are sent again: all are duplicates
  --seed N            another shop: other shoppers, other carts
  --page-my-channels  go on although rules would page channels of yours, too

Exit code 0 only if nothing is lost or doubled, one page and one resolve arrived, and every person was found.
`

const longestRunId = 40
/** No vowels, no look-alikes: a run id is read aloud and spells nothing. */
const letters = 'bcdfghjkmnpqrstvwxz'

/**
 * @param random Numbers from 0 up to 1, for the name of a new run.
 * @returns 'help' when that is asked for.
 * @throws WeirError CONFIG_INVALID for a flag that is wrong.
 */
export function readOptions(args: readonly string[], random: () => number = Math.random): DemoOptions | 'help' {
  const { values } = parse(args)
  if (values.help) return 'help'
  const runId =
    values['run-id'] ?? Array.from({ length: 6 }, () => letters[Math.floor(random() * letters.length)]).join('')
  if (!/^[A-Za-z0-9_-]+$/.test(runId) || runId.length > longestRunId)
    throw wrong(`--run-id takes letters, digits, _ and -, at most ${longestRunId}`)
  // Ingest would replace such ids by their hash, and the run could not be counted.
  if (findPersonal(`demo-${runId}.1`)) throw wrong('--run-id looks like a phone, card or identity number')
  const seed = Number(values.seed ?? 1)
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw wrong(`--seed takes a whole number from 0 to ${0xffffffff}`)
  return { json: values.json, runId, seed, pageMyChannels: values['page-my-channels'] }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        'run-id': { type: 'string' },
        seed: { type: 'string' },
        'page-my-channels': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (cause) {
    throw wrong((cause as Error).message, cause)
  }
}

const wrong = (message: string, cause?: unknown) =>
  new WeirError('CONFIG_INVALID', message, { cause, remedy: 'npm run demo -- --help says what there is.' })
