/** A part of a process that is started and stopped. */
export interface Component {
  readonly name: string
  start(): Promise<void>
  /** Called at most once, and only after `start` resolved. Ends work in flight in order. */
  stop(): Promise<void>
}

/** What can be a component: something that starts, something that stops or closes, or both. */
export interface Startable {
  start?(): Promise<unknown> | unknown
  stop?(): Promise<unknown> | unknown
  close?(): Promise<unknown> | unknown
}

/** Gives a part its name. An engine that is already open (`close` only) may be passed as it is. */
export const component = (name: string, part: Startable): Component => ({
  name,
  start: async () => void (await part.start?.()),
  stop: async () => void (await (part.stop ? part.stop() : part.close?.())),
})
