export { type Blocked, type KeyType, type Policy, parsePolicy, type Sensitivity } from './policy.ts'
export {
  createKeyRules,
  type KeyFault,
  type KeyRules,
  type NormalKey,
  type RawKey,
  type UnusableReason,
} from './rules.ts'
