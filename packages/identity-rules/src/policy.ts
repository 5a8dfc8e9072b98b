import { createHash } from 'node:crypto'
import { WeirError } from '@weir/errors'
import { parseDocument } from 'yaml'
import { hashedNumbers } from './hashed-numbers.ts'
import { type PolicyFile, policyFile } from './policy-file.ts'

export type Sensitivity = 1 | 2 | 3 | 4

/** What the policy says of one type of key. */
export interface KeyType {
  name: string
  doc: string
  /** 1 public, 2 internal, 3 personal, 4 sensitive: from 3 on the value never travels in clear. */
  sensitivity: Sensitivity
  /** Higher is stronger: it anchors the event and its links are admitted first. No two types share one. */
  priority: number
  /** Whether the value means something only within a scope, such as an openid within its app. */
  scoped: boolean
  /** Whether a key of this type without a scope is none at all. */
  scopeRequired: boolean
  /** A device or browser, which two people may share. */
  weak: boolean
  /** False: the key stays on the event and is never linked. */
  linking: boolean
  /** Most keys of this type (of one scope, where scoped) in one cluster; 0 for types that never link. */
  limit: number
  /** Links of a key from which it is taken for shared by many; 0 for types that never link. */
  degree: number
  /** Name of the normaliser that also validates. */
  normalise: PolicyFile['types'][string]['normalise']
  aliases: readonly string[]
  /** The type whose values these are hashes of. */
  hashOf: string | undefined
  blocked: Blocked
}

/** Values that never link. `values` are lower case. */
export interface Blocked {
  values: ReadonlySet<string>
  patterns: readonly RegExp[]
}

/** schemas/identity/policy.yaml, checked. */
export interface Policy {
  /** Hash of what the file says (not of its comments), 16 hex characters. */
  version: string
  types: ReadonlyMap<string, KeyType>
  /** For every type. */
  blocked: Blocked
  /** Most keys and links of one cluster before it is resolved on strong links only. */
  cluster: PolicyFile['cluster']
  overridesPerMinute: number
  recycling: { types: readonly string[]; idleMs: number; against: readonly string[] }
}

/** @throws WeirError CONFIG_INVALID naming every fault of the file. */
export function parsePolicy(yamlText: string): Policy {
  const document = parseDocument(yamlText)
  if (document.errors.length > 0) throw invalid(document.errors.map(error => error.message))
  const result = policyFile.safeParse(document.toJS())
  if (!result.success) {
    throw invalid(result.error.issues.map(issue => `${issue.path.join('.') || '(the file)'}: ${issue.message}`))
  }
  const file = result.data
  const { idle, ...recycling } = file.recycling
  return {
    version: createHash('sha256').update(JSON.stringify(file)).digest('hex').slice(0, 16),
    types: new Map(Object.entries(file.types).map(([name, type]) => [name, keyType(name, type, file)])),
    blocked: blocked(file.blocked),
    cluster: file.cluster,
    overridesPerMinute: file.overridesPerMinute,
    recycling: { ...recycling, idleMs: idle },
  }
}

function keyType(name: string, type: PolicyFile['types'][string], file: PolicyFile): KeyType {
  const { scope, limit = 0, degree = 0, hashOf, ...rest } = type
  const hashes = hashOf ? hashedNumbers(type.normalise, file.types[hashOf]?.blocked.values ?? []) : []
  return {
    ...rest,
    name,
    scoped: scope !== 'none',
    scopeRequired: scope === 'required',
    limit,
    degree,
    hashOf,
    blocked: blocked({ values: [...type.blocked.values, ...hashes], patterns: type.blocked.patterns }),
  }
}

const blocked = ({ values, patterns }: PolicyFile['blocked']): Blocked => ({
  values: new Set(values.map(value => value.toLowerCase())),
  patterns: patterns.map(pattern => new RegExp(pattern, 'iu')),
})

const invalid = (faults: readonly string[]) =>
  new WeirError('CONFIG_INVALID', `the identity policy has ${faults.length} fault(s):\n  ${faults.join('\n  ')}`, {
    remedy: 'correct schemas/identity/policy.yaml; its head says what each field means',
  })
