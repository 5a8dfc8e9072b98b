import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const installMs = 300_000

/** What the tests of other people's tools take from their registries stays here, outside of the repository. */
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'weir-compat')

export interface Tool {
  command: string
  /** What comes before the arguments of the probe. */
  args: readonly string[]
}

/** A Python with the packages of `requirements.txt` in `directory`, to run its `probe.py`. */
export const findPython = (directory: string): Promise<Tool | undefined> =>
  found('Python with venv (python3, python3-venv)', async () => {
    await run('python3', ['-m', 'venv', '--help'])
    const requirements = join(directory, 'requirements.txt')
    const made = await installed('python', requirements, async target => {
      await run('python3', ['-m', 'venv', '--copies', target], { timeout: installMs })
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]
      await run(join(target, 'bin', 'python'), pip, { timeout: installMs })
    })
    return { command: join(made, 'bin', 'python'), args: [join(directory, 'probe.py')] }
  })

/** A Java with the jars of `pom.xml` in `directory`, to run its `Probe.java`. */
export const findJava = (directory: string): Promise<Tool | undefined> =>
  found('Java 17 and Maven (java, mvn)', async () => {
    await run('java', ['-version'])
    const pom = join(directory, 'pom.xml')
    const made = await installed('java', pom, async target => {
      const copy = ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${target}`]
      await run('mvn', copy, { timeout: installMs })
    })
    return { command: 'java', args: ['-Xmx256m', '-cp', join(made, '*'), join(directory, 'Probe.java')] }
  })

/** The tool, or one clear line without it; with CI=true a failure. */
async function found(needs: string, find: () => Promise<Tool>): Promise<Tool | undefined> {
  try {
    return await find()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause)
    if (process.env.CI) throw new Error(`this test needs ${needs}: ${why}`, { cause })
    process.stderr.write(`skipped: something of other people is not tested without ${needs}: ${why}\n`)
    return undefined
  }
}

/** Installs once for each content of `list`; a half-made installation is never taken for one. */
async function installed(name: string, list: string, install: (target: string) => Promise<void>): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(list)).digest('hex').slice(0, 12)
  const target = join(cache, `${name}-${digest}`)
  if (existsSync(target)) return target
  mkdirSync(cache, { recursive: true })
  const draft = mkdtempSync(`${target}-draft-`)
  try {
    await install(draft)
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // Somebody else may have been faster.
    if (!existsSync(target)) throw error
  }
  return target
}
