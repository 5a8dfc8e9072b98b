import type { App } from '@weir/http'

/** Lets the routes of this plugin be sent a form of ours; JSON endpoints take none, so that no foreign form reaches them. */
export function readForms(app: App): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 8_192 },
    (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
}
