import { z } from 'zod'
import { configSchema } from '../config.ts'

/** Beside what every command reads: where services of other machines are, if that was said. */
export const doctorSchema = configSchema.extend({
  WEIR_IDENTITY_URL: z.url().optional(),
  WEIR_ALERTS_URL: z.url().optional(),
})

export type DoctorConfig = z.output<typeof doctorSchema>
