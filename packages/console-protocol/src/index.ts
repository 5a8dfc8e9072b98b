export {
  type DebuggedEvent,
  type DebuggedReason,
  type DebuggerCount,
  DebuggerMessage,
  type DebuggerOutcome,
  debuggerOutcomes,
} from './debugger-message.ts'
export { type Bilingual, type Language, languageCookie, languages } from './languages.ts'
export {
  type LagStage,
  type LedgerLine,
  type LiveAlert,
  type LiveCharts,
  LiveMessage,
  type LivePart,
  type LiveSeries,
  liveParts,
} from './live-message.ts'
export { historyMs, mergeMessages } from './merge-live.ts'
export { type ConsolePage, consolePages, navigation, type PageName } from './navigation.ts'
