import { describe, expect, it } from 'vitest'
import { configSchema } from '../config.ts'
import { chooseServices } from './choose-services.ts'

const embedded = configSchema.parse({})
const server = configSchema.parse({ WEIR_CLICKHOUSE_URL: 'http://analytics:8123' })

describe('chooseServices', () => {
  it('takes everything when nothing is named, the embedded engine only where it is used', () => {
    const all = ['identity', 'processor', 'query', 'alerts', 'ingest']
    expect(chooseServices(undefined, embedded)).toEqual(['clickhouse', ...all])
    expect(chooseServices(undefined, server)).toEqual(all)
  })

  it('takes what is named, in the order in which it must start', () => {
    expect(chooseServices('ingest, identity', embedded)).toEqual(['identity', 'ingest'])
    expect(chooseServices('query,clickhouse', embedded)).toEqual(['clickhouse', 'query'])
  })

  it('refuses names that are none, and an engine that runs elsewhere', () => {
    expect(() => chooseServices('ingest,kafka', embedded)).toThrow('there is no service kafka')
    expect(() => chooseServices(' ,', embedded)).toThrow('names none')
    expect(() => chooseServices('clickhouse', server)).toThrow('WEIR_CLICKHOUSE_URL names a server')
  })
})
