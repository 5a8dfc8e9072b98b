export { type AppliedTopics, applyTopics } from './kafka/apply-topics.ts'
export { type Finding, inspectKafka } from './kafka/inspect.ts'
export { type PlannedTopics, planTopics } from './kafka/plan-topics.ts'
