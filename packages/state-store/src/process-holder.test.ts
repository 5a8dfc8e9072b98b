import { describe, expect, it } from 'vitest'
import { holderIsDead, processHolder } from './process-holder.ts'

describe('holders', () => {
  it('are one for a role and a process', () => {
    expect(processHolder('alerts')).toBe(processHolder('alerts'))
    expect(processHolder('alerts')).toMatch(/^alerts@/)
    expect(processHolder('alerts')).not.toBe(processHolder('identity'))
  })

  it('are not called dead while they live', () => {
    expect(holderIsDead(processHolder('alerts'))).toBe(false)
  })

  it('are not called dead when nothing is known of them', () => {
    for (const holder of ['', 'alerts', 'alerts@elsewhere/1/1', `alerts@other.1/${process.pid}/1`, 'a@b/c/d']) {
      expect(holderIsDead(holder), holder).toBe(false)
    }
  })

  it.runIf(process.platform === 'linux')('are dead when their process id is another process’s now', () => {
    const later = processHolder('alerts').replace(/\d+$/, ticks => String(Number(ticks) + 1))
    expect(holderIsDead(later)).toBe(true)
  })

  it.runIf(process.platform === 'linux')('are dead when no process has their id', () => {
    // Above the kernel's largest pid.
    expect(holderIsDead(processHolder('alerts').replace(/\/\d+\//, '/4194999/'))).toBe(true)
  })
})
