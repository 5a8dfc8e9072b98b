const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/**
 * A column for each value, drawn upwards.
 * @param share From 0 to 1; undefined draws nothing.
 * @returns `rows` lines, the top one first; lowest level is a thin line, so that a zero can be told from nothing.
 */
export function bars(shares: readonly (number | undefined)[], rows: number): string[][] {
  const heights = shares.map(share =>
    share === undefined ? 0 : Math.max(1, Math.round(Math.min(1, Math.max(0, share)) * rows * 8)),
  )
  return Array.from({ length: rows }, (_, row) => {
    const below = (rows - 1 - row) * 8
    return heights.map(height => eighths[Math.min(8, Math.max(0, height - below))]!)
  })
}
