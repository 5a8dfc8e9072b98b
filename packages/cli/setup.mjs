#!/usr/bin/env node
// The way into every npm script and into `npx weir`: installs what is missing, builds, and runs the verb. Only Node's own modules, because
// nothing is installed yet.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const bin = (...parts) => join(root, 'node_modules', ...parts)
const buildConsole = join(root, 'services/console/build.mjs')
const bundle = join(root, 'packages/cli/bundle.mjs')
const [verb = 'start', ...rest] = process.argv.slice(2)
const installBytes = 2_500_000_000

const say = line => process.stderr.write(`${line}\n`)

function refuse(what, remedy) {
  say(`weir: ${what}\n      ${remedy}`)
  process.exit(78)
}

function checkPlatform() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    refuse(
      `Node ${process.versions.node} is too old`,
      'Install Node 20.19 or newer (nodejs.org, or your version manager).',
    )
  }
  if (process.platform === 'win32')
    refuse('Windows is not supported', 'Run it inside WSL 2 (a glibc Linux such as Ubuntu).')
  if (process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime) {
    refuse(
      'this Linux has no glibc (Alpine, musl)',
      'Use a glibc distribution such as Debian; the embedded ClickHouse needs it.',
    )
  }
  if (!['linux', 'darwin'].includes(process.platform) || !['x64', 'arm64'].includes(process.arch)) {
    refuse(
      `${process.platform} on ${process.arch} is not supported`,
      'Weir runs on Linux (glibc) and macOS, x64 and arm64.',
    )
  }
}

/** Runs a program of ours to its end; a failing one ends us with its code. */
function run(command, args, options = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: options.stdio ?? 'inherit',
      env: { ...process.env, ...options.env },
    })
    const forward = signal => child.kill(signal)
    process.on('SIGTERM', forward)
    process.on('SIGINT', () => {}) // Ctrl-C reaches the whole process group; the child decides how to stop
    child.on('error', error =>
      refuse(`${command} could not be started: ${error.message}`, 'Is it installed and on the PATH?'),
    )
    child.on('exit', (code, signal) => {
      process.off('SIGTERM', forward)
      if (code === 0 || options.mayFail) resolve(code ?? 1)
      else process.exit(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}

async function install() {
  const lockfile = readFileSync(join(root, 'package-lock.json'))
  const stamp = `${createHash('sha256').update(lockfile).digest('hex')} node ${process.versions.modules}`
  const stampFile = bin('.weir-installed')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  const free = statfsSync(root)
  if (free.bavail * free.bsize < installBytes) {
    refuse('the disk has too little room', `Free ${Math.ceil(installBytes / 1e9)} GB on the disk that holds ${root}.`)
  }
  say('weir: installing the packages of package-lock.json (about 250 MB to download, once) …')
  // stdout belongs to --json answers.
  await run(
    'npm',
    [
      'ci',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      ...(process.stderr.isTTY ? [] : ['--no-progress']),
    ],
    {
      stdio: ['ignore', 2, 2],
    },
  )
  writeFileSync(stampFile, stamp)
}

async function build() {
  const started = Date.now()
  // At once: the console is built from the sources, not from what tsc makes of them.
  const builds = [[bin('typescript/bin/tsc'), '-b'], [buildConsole]]
  await Promise.all(builds.map(args => run(process.execPath, args, { stdio: ['ignore', 2, 2] })))
  await run(process.execPath, [bundle], { stdio: ['ignore', 2, 2] })
  const seconds = (Date.now() - started) / 1000
  if (seconds > 2) say(`weir: built in ${seconds.toFixed(0)} s`)
}

const biome = ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--no-errors-on-unmatched']

/** Closes with one line of counts, whatever the reporter prints before it. */
async function vitest(...args) {
  const code = await run(process.execPath, [bin('vitest/vitest.mjs'), 'run', ...args], { mayFail: true })
  if (code !== 0) process.exit(code)
}

const weir = (...args) => run(process.execPath, [join(root, 'dist/weir.js'), ...args])

const verbs = {
  weir: () => weir(...rest),
  build,
  start: () => weir('start', ...rest),
  async demo() {
    await run(process.execPath, [join(root, 'dist/demo.js'), ...rest])
  },
  async dev() {
    const watching = [
      [bin('typescript/bin/tsc'), '-b', '--watch', '--preserveWatchOutput'],
      [bundle, '--watch'],
      [buildConsole, '--watch'],
    ].map(args => spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] }))
    await weir('start', '--watch', ...rest)
    for (const watch of watching) watch.kill()
  },
  async check() {
    await run(process.execPath, [bin(biome[0]), ...biome.slice(1), ...rest])
  },
  async test() {
    if (rest.length === 0) await verbs.check()
    await vitest(...rest)
  },
  async 'test:long'() {
    await vitest('--config', 'vitest.long.config.ts', ...rest)
  },
  async bench() {
    await run(process.execPath, [join(root, 'tests/dist/bench/main.js'), ...rest])
  },
}

if (!Object.hasOwn(verbs, verb)) refuse(`there is no verb ${verb}`, `Use one of: ${Object.keys(verbs).join(', ')}.`)
checkPlatform()
await install()
// vitest has it done itself, also where it is called by hand.
if (!['build', 'check', 'test', 'test:long'].includes(verb)) await build()
await verbs[verb]()
