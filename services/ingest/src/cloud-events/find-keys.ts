import { isObject } from '../json/shape.ts'
import type { SentKey } from '../pipeline/draft.ts'
import { textOf } from '../pipeline/text.ts'

type Fields = Record<string, unknown>

export interface FoundKeys {
  keys: SentKey[]
  /** Paths that were keys, and are nothing else any more. */
  taken: Set<string>
}

const mostKeys = 32

/** Under which names the data of an event says who acted. */
const inData: readonly (readonly [name: string, type: string])[] = [
  ['userId', 'user_id'],
  ['user_id', 'user_id'],
  ['anonymousId', 'anonymous_id'],
  ['anonymous_id', 'anonymous_id'],
]

/**
 * Who acted, as CloudEvents has no word for it:
 * - an extension named like a key type without its underscores (`userid`, `anonymousid`, `phone`), with its scope, if it
 *   has one, in the extension of that name and `scope` (`openid`, `openidscope`);
 * - a subject `<key type>:<value>` or `<key type>:<scope>:<value>`; any other subject names a thing, not a person;
 * - in data: userId, anonymousId, and `keys` as Segment's calls have it: [{type, id, scope}].
 */
export function createFindKeys(keyTypes: readonly string[]) {
  const byExtension = new Map(keyTypes.map(type => [type.replaceAll('_', ''), type]))
  const known = new Set(keyTypes)

  return function findKeys(event: Fields): FoundKeys {
    const keys: SentKey[] = []
    const taken = new Set<string>()
    const take = (type: string, value: unknown, path: string, scope?: unknown) => {
      const text = textOf(value)
      if (text === undefined || text === '' || keys.length >= mostKeys) return
      keys.push({ type, scope: textOf(scope), value: text, path, declared: true })
      taken.add(path)
    }

    for (const name of Object.keys(event)) {
      const type = byExtension.get(name)
      if (type === undefined) continue
      const scopeName = `${name}scope`
      take(type, event[name], name, event[scopeName])
      if (event[scopeName] !== undefined) taken.add(scopeName)
    }
    const [, type = '', scope, value] = /^([a-z_]+):(?:([^:]*):)?([^:]+)$/.exec(textOf(event.subject) ?? '') ?? []
    if (known.has(type)) take(type, value, 'subject', scope || undefined)
    if (isObject(event.data)) {
      for (const [name, keyType] of inData) take(keyType, event.data[name], `data.${name}`)
      const { keys: listed } = event.data
      if (Array.isArray(listed) && listed.length <= mostKeys && listed.every(isNamedKey)) {
        for (const [index, key] of listed.entries())
          take(textOf(key.type)!, key.id ?? key.value, `data.keys[${index}]`, key.scope)
        taken.add('data.keys')
      }
    }
    return { keys, taken }
  }
}

const isNamedKey = (key: unknown): key is Fields => isObject(key) && textOf(key.type) !== undefined
