#!/usr/bin/env node
// Puts every program with the packages it uses into a few files under dist/. From a thousand separate ones a process takes three times as
// long to load. `--watch` does it anew with every change of what the compiler wrote.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const target = join(root, 'dist')
const services = ['ingest', 'identity', 'processor', 'query', 'alerts']
const programs = {
  weir: 'packages/cli/dist/weir.js',
  demo: 'packages/cli/dist/demo/main.js',
  clickhouse: 'packages/clickhouse/dist/embedded/main.js',
  ...Object.fromEntries(services.map(name => [name, `services/${name}/dist/main.js`])),
}
/** What loads files of its own by their place: native code, workers, pages, migrations. */
const separate = /^(node:|lmdb|chdb|lz4-napi|@node-rs\/|kafkajs|pg$|node-pg-migrate|@fastify\/(static|swagger))/

/** Our code finds schemas and the like beside itself: it is told where it was. */
const keepPlaces = {
  name: 'keep-places',
  transform(code, id) {
    if (id.includes('node_modules') || !code.includes('import.meta.url')) return undefined
    return code.replaceAll('import.meta.url', `new URL('../${relative(root, id)}', import.meta.url).href`)
  },
}

const newest = directory =>
  Math.max(0, ...readdirSync(directory, { recursive: true }).map(name => statSync(join(directory, name)).mtimeMs))

function isBuilt() {
  const files = Object.keys(programs).map(name => join(target, `${name}.js`))
  if (!files.every(existsSync)) return false
  const made = Math.min(...files.map(file => statSync(file).mtimeMs))
  const parts = ['packages', 'services']
    .flatMap(folder => readdirSync(join(root, folder)).map(name => join(root, folder, name, 'dist')))
    .filter(existsSync)
  const lockfile = statSync(join(root, 'package-lock.json')).mtimeMs
  return Math.max(lockfile, ...parts.map(newest)) < made
}

// Earlier shared files stay: what runs may not have loaded all of them yet.
const options = {
  cwd: root,
  input: programs,
  platform: 'node',
  external: separate,
  plugins: [keepPlaces],
  output: { dir: target, entryFileNames: '[name].js', chunkFileNames: 'shared-[name]-[hash].js' },
}

if (process.argv.includes('--watch')) {
  const { watch } = await import('rolldown')
  watch(options)
} else if (!isBuilt()) {
  const { build } = await import('rolldown')
  await build(options)
}
