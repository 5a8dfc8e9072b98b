import { logLevel } from 'kafkajs'
import { expect, it } from 'vitest'
import { createLogCreator } from './client-log.ts'

it('tells of the same trouble twice a minute, not with every attempt', () => {
  let now = 0
  const lines: string[] = []
  const write = createLogCreator(
    (level, message) => lines.push(`${level} ${message}`),
    () => now,
  )(logLevel.INFO)
  const entry = (message: string) => ({
    namespace: 'Connection',
    level: logLevel.ERROR,
    label: 'ERROR',
    log: { timestamp: '', logger: 'kafkajs', message },
  })
  write(entry('refused by b1'))
  now = 29_000
  write(entry('refused by b1'))
  write(entry('refused by b2'))
  now = 30_000
  write(entry('refused by b1'))
  expect(lines).toEqual([
    'warn kafka Connection: refused by b1',
    'debug kafka Connection: refused by b1',
    'warn kafka Connection: refused by b2',
    'warn kafka Connection: refused by b1',
  ])
})
