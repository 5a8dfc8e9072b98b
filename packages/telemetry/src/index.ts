export { telemetryEnv } from './env.ts'
export { describeError, type ErrorFields } from './error-fields.ts'
export { createLogger, type Logger, type LoggerOptions } from './logger.ts'
export {
  type Counter,
  createMetrics,
  type Gauge,
  type GaugeOptions,
  type Histogram,
  type MetricOptions,
  type Metrics,
  type Registry,
} from './metrics.ts'
