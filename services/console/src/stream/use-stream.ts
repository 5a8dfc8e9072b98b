import { useEffect, useEffectEvent } from 'react'
import { type ConnectionState, openStream } from './open-stream.ts'

/** Listens to a stream as long as the component is there; another url is another stream. */
export function useStream<Name extends string, Message>(
  url: string,
  names: readonly Name[],
  heard: (name: Name, message: Message) => void,
  onConnection: (state: ConnectionState) => void,
): void {
  const onHeard = useEffectEvent(heard)
  const onState = useEffectEvent(onConnection)
  // The names of one url never change.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new array of the same names is no new stream
  useEffect(() => {
    onState('waiting')
    return openStream<Name, Message>(url, names, {
      heard: (name, message) => onHeard(name, message),
      state: state => onState(state),
    })
  }, [url])
}
