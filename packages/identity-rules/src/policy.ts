import { WeirError } from '@weir/errors'

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
  /** A device or browser, which two people may share. */
  weak: boolean
  /** False: the key stays on the event and is never linked. */
  linking: boolean
  /** Most keys of this type (of one scope, where scoped) in one cluster. */
  limit: number
  /** Links of a key from which it is taken for shared by many. */
  degree: number
  /** Name of the normaliser that also validates. */
  normalise: string
}

/** schemas/identity/policy.yaml, checked. */
export interface Policy {
  /** Hash of the policy text, 16 hex characters. */
  version: string
  types: ReadonlyMap<string, KeyType>
}

/** @throws WeirError CONFIG_INVALID naming every fault of the file. */
export function parsePolicy(_yamlText: string): Policy {
  throw new WeirError('INTERNAL', 'not written yet')
}
