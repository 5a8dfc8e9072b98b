import { WeirError } from '@weir/errors'
import type { Topic } from '../topics.ts'

/** What `kafka://h1:9092,h2:9092/prefix` says. */
export interface KafkaAddress {
  brokers: readonly string[]
  tls: boolean
  /** Before the names of topics and groups, so that several installations share a cluster; with a dot, or empty. */
  prefix: string
}

const shape = /^kafka(s?):\/\/([^/,@?#]+:\d+(?:,[^/,@?#]+:\d+)*)(?:\/([A-Za-z0-9._-]*))?$/

/** @throws WeirError CONFIG_INVALID */
export function parseAddress(url: string): KafkaAddress {
  const [, s, brokers, name = ''] = shape.exec(url) ?? []
  if (brokers === undefined) {
    throw new WeirError('CONFIG_INVALID', 'a Kafka URL names brokers with their ports, and may end with a prefix', {
      field: 'WEIR_LOG_URL',
      remedy: 'set WEIR_LOG_URL=kafka://<host>:<port>,<host>:<port>[/<prefix>], with kafkas:// for TLS',
    })
  }
  return { brokers: brokers.split(','), tls: s === 's', prefix: name === '' ? '' : `${name}.` }
}

export const topicName = ({ prefix }: Pick<KafkaAddress, 'prefix'>, topic: Topic): string => `${prefix}${topic}`
