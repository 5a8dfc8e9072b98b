import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'

const largestBytes = 20_000_000

/** `<dir>/<name>.log`, of bounded size: the one before is kept as `.1`. */
export function logFile(dir: string, name: string): Writable {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const path = join(dir, `${name}.log`)
  let written = existsSync(path) ? statSync(path).size : 0
  let file = createWriteStream(path, { flags: 'a', mode: 0o600 })
  return new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      written += chunk.length
      if (written > largestBytes) {
        file.end()
        renameSync(path, `${path}.1`)
        file = createWriteStream(path, { flags: 'a', mode: 0o600 })
        written = chunk.length
      }
      file.write(chunk, done)
    },
  })
}
