/** What every SDK of the test is given. It sends `events` events with the property `n` from 0 on, under ids of its own. */
export interface Sending {
  ingestUrl: string
  writeKey: string
  events: number
  /** To be awaited when half of the events are delivered: the platform is killed during the other half. */
  halfway(): Promise<void>
}

/** Sends all; resolves when the SDK holds every event for delivered, and fails when it gave one up. */
export type SendAll = (sending: Sending) => Promise<void>

/** The two halves of the events, as numbers. */
export function halves(events: number): [readonly number[], readonly number[]] {
  const numbers = Array.from({ length: events }, (_, n) => n)
  return [numbers.slice(0, events / 2), numbers.slice(events / 2)]
}

/** Lets all who come wait for each other. */
export function createMeeting(members: number) {
  let open: () => void = () => {}
  const all = new Promise<void>(resolve => {
    open = resolve
  })
  let arrived = 0
  return (): Promise<void> => {
    arrived += 1
    if (arrived === members) open()
    return all
  }
}
