import { z } from 'zod'

/** Variables of the log's form; its level is in `commonEnv`. */
export const telemetryEnv = {
  WEIR_LOG_FORMAT: z
    .enum(['auto', 'json', 'pretty'])
    .default('auto')
    .describe('Form of log lines on stderr: JSON, or short lines for people; auto takes short lines on a terminal'),
}
