import type { LiveMessage } from '../live/message.ts'

const silentMs = 6_000
const againMs = 3_000

export interface StreamHandlers {
  history(message: LiveMessage): void
  tick(message: LiveMessage): void
  /** `signed-out`: this browser's session is over, nothing more will come. */
  state(state: 'live' | 'waiting' | 'signed-out'): void
}

/** Keeps the stream open. The browser itself comes back with the id of the last event; a refused stream is asked for anew. */
export function openStream(handlers: StreamHandlers): void {
  let silence: ReturnType<typeof setTimeout> | undefined
  let source: EventSource | undefined

  const heard = (handle: (message: LiveMessage) => void) => (event: MessageEvent<string>) => {
    clearTimeout(silence)
    silence = setTimeout(() => handlers.state('waiting'), silentMs)
    handlers.state('live')
    handle(JSON.parse(event.data) as LiveMessage)
  }

  function open(): void {
    source = new EventSource('/v1/live')
    source.addEventListener('history', heard(handlers.history))
    source.addEventListener('tick', heard(handlers.tick))
    source.addEventListener('error', () => {
      handlers.state('waiting')
      if (source?.readyState === EventSource.CLOSED) void refused()
    })
  }

  async function refused(): Promise<void> {
    const status = await fetch('/v1/metrics', { method: 'HEAD' }).then(
      answer => answer.status,
      () => 0,
    )
    if (status === 401) handlers.state('signed-out')
    else setTimeout(open, againMs)
  }

  open()
}
