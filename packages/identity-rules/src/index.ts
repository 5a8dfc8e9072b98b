export { type KeyType, type Policy, parsePolicy, type Sensitivity } from './policy.ts'
export { createKeyRules, type KeyFault, type KeyRules, type NormalKey, type RawKey } from './rules.ts'
