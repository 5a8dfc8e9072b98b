import { WeirError } from '@weir/errors'
import { type App, internalOnly, parseJson } from '@weir/http'
import { type Replay, ReplayRequest, type ReplayVerdict } from './replay.ts'

export interface ReplayRouteDeps {
  replay: Replay
  /** Bearer token of calls between services. */
  token: string
  onReplayed(verdicts: readonly ReplayVerdict[], dryRun: boolean): void
}

/** Replays for the query service. It stands at the address of the doors, and the token opens it to nobody else. */
export function addReplayRoute(app: App, { replay, token, onReplayed }: ReplayRouteDeps): void {
  app.post('/v1/internal/replay', { onRequest: internalOnly(token) }, async request => {
    const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
    const asked = ReplayRequest.safeParse(parseJson(body))
    if (!asked.success) {
      const [{ path, message } = { path: [], message: 'invalid' }] = asked.error.issues
      throw new WeirError('REQUEST_MALFORMED', `${path.join('.')}: ${message}`, { field: path.join('.') })
    }
    const verdicts = await replay(asked.data)
    onReplayed(verdicts, asked.data.dryRun)
    return { events: verdicts }
  })
}
