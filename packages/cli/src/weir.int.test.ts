import { describe, expect, it } from 'vitest'
import { runWeir } from './command/run-weir.fixture.ts'

describe('the command line', () => {
  it('shows its help on stdout and is content', async () => {
    const { code, stdout } = await runWeir(['--help'])
    expect(code).toBe(0)
    for (const command of ['start', 'secrets', 'keys']) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
  })

  it.each([
    [['nonsense'], "unknown command 'nonsense'"],
    [['keys', 'list', '--nonsense'], "unknown option '--nonsense'"],
    [['keys', 'create'], "required option '--kind <kind>' not specified"],
    [['keys', 'create', '--kind', 'card'], 'Allowed choices are write, api'],
    [['keys', 'revoke'], "missing required argument 'id'"],
  ])('refuses %j in one line, with the way to the help', async (args, message) => {
    const { code, stdout, stderr } = await runWeir(args)
    expect(code).toBe(78)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^weir: /)
    expect(stderr).toContain(message)
    expect(stderr).toContain('--help shows what there is')
  })

  it('names every fault of the configuration at once', async () => {
    const { code, stderr } = await runWeir(['keys', 'list'], { WEIR_QUERY_PORT: 'x', WEIR_LOG_LEVEL: 'loud' })
    expect(code).toBe(78)
    expect(stderr).toMatch(/WEIR_LOG_LEVEL[\s\S]*WEIR_QUERY_PORT/)
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})
