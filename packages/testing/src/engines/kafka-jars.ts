import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { installOnDebian, isInstalled } from './debian.ts'
import { withLock } from './lock.ts'

const run = promisify(execFile)
const pom = fileURLToPath(new URL('../../../../infra/kafka/pom.xml', import.meta.url))

/** Where Kafka's jars lie, copied there once for all; or why there are none, in words for a person. */
export async function findKafkaJars(): Promise<{ directory: string } | string> {
  const version = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 12)
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'weir')
  const directory = join(cache, `kafka-${version}`)
  await mkdir(cache, { recursive: true })
  return withLock(`${directory}.lock`, async () => {
    const complete = existsSync(directory)
    const missing = await missingPackages(complete)
    if (missing.length > 0 && !(await installOnDebian(missing))) {
      return `it needs a Docker engine, or Java 17 and Maven (Debian, as root: apt-get install ${missing.join(' ')})`
    }
    if (complete) return { directory }
    // Made beside and renamed: a directory of this name is always whole.
    const making = `${directory}.${randomUUID()}`
    try {
      await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${making}`])
      await rename(making, directory)
      return { directory }
    } catch (error) {
      await rm(making, { recursive: true, force: true })
      return `Maven could not copy Kafka's jars: ${String(error).slice(0, 500)}`
    }
  })
}

async function missingPackages(haveJars: boolean): Promise<string[]> {
  const [java, maven] = await Promise.all([isInstalled('java'), isInstalled('mvn')])
  return [...(java ? [] : ['openjdk-17-jre-headless']), ...(maven || haveJars ? [] : ['maven'])]
}
