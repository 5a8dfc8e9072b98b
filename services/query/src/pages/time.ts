import { type Html, html } from './html.ts'

/** A moment: in UTC as it is sent, in the reader's own time once the console's pages.js has run. */
export const time = (iso: string): Html =>
  html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`
