import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findKafka, type TestKafka } from '@weir/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordsOf } from '../contract/place.ts'
import { openEventLog } from '../open.ts'
import { topics } from '../topics.ts'
import { applyTopics } from './apply-topics.ts'
import { inspectKafka } from './inspect.ts'
import type { KafkaOptions } from './options.ts'

const kafka = await findKafka()
const jaas = 'org.apache.kafka.common.security'
const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const

/** Brokers that want a certificate and a login, and let only one user do anything. Arguments of the storage tool need jars. */
describe.skipIf(kafka?.name !== 'jars')('over TLS, logged in', () => {
  const directory = mkdtempSync(join(tmpdir(), 'weir-tls-'))
  const [keyFile, certFile, both] = ['key.pem', 'cert.pem', 'both.pem'].map(name => join(directory, name)) as [
    string,
    string,
    string,
  ]
  let broker: TestKafka
  let url: string

  beforeAll(async () => {
    const subject = ['-subj', '/CN=weir', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2', '-nodes']
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-keyout', keyFile, '-out', certFile]
    execFileSync('openssl', ['req', '-x509', ...key, ...subject], { stdio: 'ignore' })
    writeFileSync(both, readFileSync(keyFile, 'utf8') + readFileSync(certFile, 'utf8'))
    const scram = `${jaas}.scram.ScramLoginModule required;`
    broker = await kafka!.start({
      properties: {
        'listener.security.protocol.map': 'CLIENTS:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
        'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
        'listener.name.clients.plain.sasl.jaas.config': `${jaas}.plain.PlainLoginModule required user_weir="secret" user_guest="guest";`,
        'listener.name.clients.scram-sha-256.sasl.jaas.config': scram,
        'listener.name.clients.scram-sha-512.sasl.jaas.config': scram,
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.location': both,
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.location': certFile,
        'ssl.client.auth': 'required',
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS;User:weir',
      },
      format: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap(name => [
        '--add-scram',
        `${name}=[name=weir,password=secret]`,
      ]),
    })
    url = broker.url.replace('kafka:', 'kafkas:')
  })
  afterAll(async () => {
    await broker?.dispose()
    rmSync(directory, { recursive: true })
  })
  const as = (mechanism: (typeof mechanisms)[number], username = 'weir', password = 'secret'): KafkaOptions => {
    return { caFile: certFile, certFile, keyFile, sasl: { mechanism, username, password } }
  }

  it.each(mechanisms)('appends and reads with %s', async mechanism => {
    const place = { url: `${url}/${mechanism}`, partitions: 2, kafka: as(mechanism) }
    await applyTopics(place)
    const log = await openEventLog(place)
    expect(await log.append(topics.accepted, recordsOf(1, 'a', 'b'))).toEqual([0, 1])
    expect((await log.bounds(topics.accepted)).partitions).toEqual([
      { start: 0, end: 0 },
      { start: 0, end: 2 },
    ])
    await log.close()
    expect((await inspectKafka(place)).filter(({ ok }) => !ok)).toEqual([])
  })

  it('says what to do when the login or the permission is wrong', async () => {
    const wrong = openEventLog({ url, kafka: as('plain', 'weir', 'not the secret') })
    await expect(wrong).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE', remedy: expect.stringMatching(/PASSWORD/) })
    const guest = { url: `${url}/plain`, kafka: as('plain', 'guest', 'guest') }
    const ill = (await inspectKafka(guest)).filter(({ ok }) => !ok)
    expect(ill).toEqual([expect.objectContaining({ what: expect.stringMatching(/not authorized/i) })])
  })
})
