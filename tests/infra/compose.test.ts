import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { composeFile, readText, root, type Service, startedBy } from './compose-file.ts'

const ownServices = ['ingest', 'identity', 'processor', 'query', 'alerts']
const profiles = ['single', 'cluster']
const all = Object.entries(composeFile.services)
const isOurs = ({ image }: Service) => image === 'weir:local'

describe.each(profiles)('profile %s', profile => {
  const started = startedBy(profile)

  it('waits only for services it starts, in ways they can fulfil, and never in a circle', () => {
    const settled = new Set<string>()
    const settle = (name: string, waiting: readonly string[]): void => {
      expect(waiting, `${name} waits for itself`).not.toContain(name)
      if (settled.has(name)) return
      for (const [other, { condition }] of Object.entries(started.get(name)!.depends_on)) {
        const target = started.get(other)
        expect(target, `${name} waits for ${other}`).toBeDefined()
        if (condition === 'service_healthy') expect(target!.healthcheck, `health of ${other}`).toBeDefined()
        if (condition === 'service_completed_successfully') expect(target!.restart, other).toBe('no')
        settle(other, [...waiting, name])
      }
      settled.add(name)
    }
    for (const name of started.keys()) settle(name, [])
  })

  it('publishes on loopback only, each port once', () => {
    const ports = [...started.values()].flatMap(service => service.ports)
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/)
    const published = ports.map(port => port.split(':')[1])
    expect(published).toHaveLength(new Set(published).size)
    expect(published).toEqual(expect.arrayContaining(['4000', '4001', '8123', '9090', '3000']))
  })

  it('keeps the secrets from being changed by anything but setup, and every volume to one engine', () => {
    const writers = new Map<string, string[]>()
    for (const [name, { volumes }] of started)
      for (const volume of volumes) {
        const [source, , mode] = volume.split(':')
        if (!mode?.startsWith('ro')) writers.set(source!, [...(writers.get(source!) ?? []), name])
      }
    for (const [volume, names] of writers) expect(names, volume).toHaveLength(1)
    const secrets = [...writers].find(([volume]) => volume.startsWith('secrets'))
    expect(secrets?.[1][0]).toMatch(/^setup/)
  })

  it('runs every service, and all of them on the same engines', () => {
    const own = [...started].filter(([, service]) => isOurs(service))
    const workers = profile === 'cluster' ? 2 : 1
    for (const name of ownServices) {
      const processes = own.filter(([, { command }]) => command.join(' ') === `node services/${name}`)
      expect(processes, name).toHaveLength(workers)
      for (const [container, { networks, healthcheck }] of processes) {
        // The name under which others look for it.
        expect([container, ...(networks?.default.aliases ?? [])]).toContain(name)
        expect(healthcheck!.test.at(-1)).toBe(`http://127.0.0.1:${portOf(name)}/readyz`)
      }
    }
    const environments = own.map(([, { environment }]) => JSON.stringify(environment))
    expect(new Set(environments).size).toBe(1)
  })

  it('names only hosts that it starts', () => {
    const names = new Set([...started].flatMap(([name, { networks }]) => [name, ...(networks?.default.aliases ?? [])]))
    for (const [name, { environment }] of started)
      for (const [variable, value] of Object.entries(environment))
        for (const [, host] of String(value).matchAll(/(?:[/@,|]|^)([a-z][\w-]*):\d+/g))
          expect(names, `${variable} of ${name}`).toContain(host)
  })
})

describe('docker-compose.yml', () => {
  it('starts no engine in both profiles', () => {
    const inBoth = all.filter(([, service]) => service.profiles.length !== 1).map(([name]) => name)
    expect(inBoth.toSorted()).toEqual(['grafana', 'node-exporter', 'prometheus'])
  })

  it.each(all)('bounds %s and gives it no more rights than it needs', (_name, service) => {
    expect(service.mem_limit).toMatch(/^\d+[mg]$/)
    expect(service.privileged).toBe(false)
    expect(service.cap_drop).toEqual(['ALL'])
    expect(service.security_opt).toEqual(['no-new-privileges:true'])
    // Our image says itself who it runs as.
    if (!isOurs(service)) expect(service.user).toMatch(/^[1-9]\d*:\d+$/)
    if (!/kafka|clickhouse/.test(service.image)) expect(service.read_only).toBe(true)
    if (!isOurs(service)) expect(service.image).toMatch(/:v?\d+[\w.-]*$/)
    if (service.restart !== 'no') expect(service.restart).toBe('unless-stopped')
  })

  it('declares the volumes it uses, and mounts only what is in the repository', () => {
    const used = all.flatMap(([, { volumes }]) => volumes.map(volume => volume.split(':')[0]!))
    const named = used.filter(source => /^[a-z]/.test(source))
    expect(new Set(named)).toEqual(new Set(Object.keys(composeFile.volumes)))
    for (const source of used.filter(source => source.startsWith('./')))
      expect(existsSync(join(root, source)), source).toBe(true)
  })

  it('sets variables that Weir reads', () => {
    const documented = readText('docs/configuration.md')
    for (const [name, service] of all.filter(([, service]) => isOurs(service)))
      for (const variable of Object.keys(service.environment))
        expect(documented, `${variable} of ${name}`).toContain(`\`${variable}\``)
  })

  it('asks .env for what .env.example has, and for nothing else', () => {
    const asked = [...readText('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name!)
    const offered = [...readText('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name!)
    expect(new Set([...asked, 'COMPOSE_PROFILES'])).toEqual(new Set(offered))
    expect(readText('.env.example')).toContain('COMPOSE_PROFILES=single')
  })
})

/** The port a service listens on unless told otherwise. */
const portOf = (service: string) =>
  new RegExp(`\\| \`WEIR_${service.toUpperCase()}_PORT\` \\| \`(\\d+)\``).exec(readText('docs/configuration.md'))![1]
