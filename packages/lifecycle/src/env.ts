import { z } from 'zod'

/** Variables of stopping. */
export const lifecycleEnv = {
  WEIR_STOP_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(15_000)
    .describe('Longest a stop may take before the process ends anyway, ms'),
  WEIR_DRAIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe(
      'How long readiness fails before sockets close, ms; behind a load balancer, longer than its probe interval',
    ),
}
