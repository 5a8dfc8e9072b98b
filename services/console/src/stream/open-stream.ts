const silentMs = 6_000
const againMs = 3_000

/** `signed-out`: this browser's session is over, nothing more will come. */
export type ConnectionState = 'live' | 'waiting' | 'signed-out'

export interface StreamHandlers<Name extends string, Message> {
  heard(name: Name, message: Message): void
  state(state: ConnectionState): void
}

/**
 * Keeps a stream of server-sent events open until it is closed. The browser itself comes back with the id of the last
 * event; a refused stream is asked for anew.
 * @returns closes it.
 */
export function openStream<Name extends string, Message>(
  url: string,
  names: readonly Name[],
  handlers: StreamHandlers<Name, Message>,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let source: EventSource | undefined
  let closed = false

  const hear = (name: Name) => (event: MessageEvent<string>) => {
    clearTimeout(timer)
    timer = setTimeout(() => handlers.state('waiting'), silentMs)
    handlers.state('live')
    handlers.heard(name, JSON.parse(event.data) as Message)
  }

  function open(): void {
    source = new EventSource(url)
    for (const name of names) source.addEventListener(name, hear(name))
    source.addEventListener('error', () => {
      if (closed) return
      handlers.state('waiting')
      if (source?.readyState === EventSource.CLOSED) void refused()
    })
  }

  async function refused(): Promise<void> {
    const status = await fetch('/v1/metrics', { method: 'HEAD' }).then(
      answer => answer.status,
      () => 0,
    )
    if (closed) return
    clearTimeout(timer)
    if (status === 401) handlers.state('signed-out')
    else timer = setTimeout(open, againMs)
  }

  open()
  return () => {
    closed = true
    clearTimeout(timer)
    source?.close()
  }
}
