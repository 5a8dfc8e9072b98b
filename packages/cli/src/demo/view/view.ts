import type { Scene, StoryLine } from './scene.ts'

/** Where the demo is shown while it plays. */
export interface View {
  /** A line that stays. */
  say(line: string): void
  /** Something happened; a frame shows it, too. */
  tell(line: StoryLine): void
  draw(scene: Scene): void
  /** Leaves the last picture and gives the terminal back. */
  close(): void
}
