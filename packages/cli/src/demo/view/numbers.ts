/** How numbers and times are written in the terminal. */

export const count = (number: number): string => Math.round(number).toLocaleString('en-US')

export const percent = (share: number): string => {
  const hundredths = share * 100
  return `${Number.isInteger(Math.round(hundredths * 1e6) / 1e6) ? Math.round(hundredths) : hundredths.toFixed(1)} %`
}

/** Always with one digit, for columns. */
export const steadyPercent = (share: number | undefined): string =>
  share === undefined ? '–' : `${(share * 100).toFixed(1)} %`

/** Since the beginning: 1:07. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** 3 min, 30 s, 0.8 s. */
export function longDuration(ms: number): string {
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000} min`
  const seconds = ms / 1_000
  return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(1)} s`
}

const pad = (number: number, digits = 2) => String(number).padStart(digits, '0')

/** Clock of this machine: 14:03:07.2. */
export function clock(ms: number): string {
  const time = new Date(ms)
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}.${Math.floor(time.getMilliseconds() / 100)}`
}
