/** Says which engine the tests use. */
export function took(engine: string, what: string): void {
  process.stderr.write(`tests: ${engine}: ${what}\n`)
}

/** Says that the tests go without an engine; where nobody reads along, they must not. */
export function goWithout(engine: string, why: string): undefined {
  const line = `${engine}: none, its tests are skipped: ${why}`
  if (process.env.CI === 'true') throw new Error(line)
  process.stderr.write(`tests: ${line}\n`)
  return undefined
}
