import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { identityOf, isAlive, thisProcess } from './process-identity.ts'

/** Elsewhere than on Linux a process is known by its pid alone. */
const knowsZombies = thisProcess().startedAt !== ''

it('knows itself to be alive', () => {
  expect(isAlive(thisProcess())).toBe(true)
})

it('does not take a later process with the same pid for the earlier one', () => {
  const { pid, startedAt } = thisProcess()
  expect(isAlive({ pid, startedAt: `${startedAt}0` })).toBe(startedAt === '')
})

it('sees a killed process dead before its parent has taken notice', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdout.write("up"); setInterval(() => {}, 1e6)'])
  await once(child.stdout, 'data')
  const other = identityOf(child.pid!)
  const exit = once(child, 'exit')
  expect(isAlive(other)).toBe(true)
  child.kill('SIGKILL')
  // Our event loop does not turn here: nobody reaps it.
  for (const end = Date.now() + 5_000; knowsZombies && isAlive(other) && Date.now() < end; );
  if (knowsZombies) expect(isAlive(other)).toBe(false)
  await exit
  expect(isAlive(other)).toBe(false)
})
