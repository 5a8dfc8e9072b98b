// Health check of a container: ends with 0 when the address answers 2xx, and shows what it said otherwise.
try {
  const answer = await fetch(process.argv[2], { signal: AbortSignal.timeout(4_000) })
  if (!answer.ok) console.error(answer.status, await answer.text())
  process.exitCode = answer.ok ? 0 : 1
} catch (error) {
  console.error(String(error.cause ?? error))
  process.exitCode = 1
}
