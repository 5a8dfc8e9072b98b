import { describe, expect, it } from 'vitest'
import { hostPort, isLoopback, isPublicAddress, parseHostPort } from './address.ts'

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '1.1.1.1', '203.107.1.33', '2606:4700:4700::1111', '2400:3200::1'])('%s is public', address => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    '127.0.0.1', '127.255.255.254', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254',
    '100.64.0.1', '0.0.0.0', '0.1.2.3', '224.0.0.1', '255.255.255.255', '240.0.0.1', '192.0.2.1', '198.18.0.1',
    '198.51.100.1', '203.0.113.1', '192.0.0.1',
    '::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a00:1', '::127.0.0.1', '::7f00:1', 'fe80::1', 'fe80::1%eth0',
    'fc00::1', 'fd12:3456::1', 'fec0::1', 'ff02::1', '2001:db8::1', '2002:7f00:1::', '2002:a00:1::1', '2001::1',
    '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::a00:1', '100::1', 'localhost', '', '1.2.3', 'not an address',
  ])('%s is not', address => {
    expect(isPublicAddress(address)).toBe(false)
  }) // biome-ignore format: a list
})

describe('host and port', () => {
  it('has one form', () => {
    expect(hostPort(new URL('https://Hooks.Example.com/x'))).toBe('hooks.example.com:443')
    expect(hostPort(new URL('http://0x7f.1:80/'))).toBe('127.0.0.1:80')
    expect(parseHostPort(' LOCALHOST:9000 ')).toBe('localhost:9000')
    expect(parseHostPort('[::1]:9000')).toBe('[::1]:9000')
    for (const text of ['127.0.0.1', 'http://a:1', 'a:99999', 'u@a:1', 'a:1/x', '*:80', ''])
      expect(parseHostPort(text), text).toBe(text === '*:80' ? '*:80' : undefined)
  })

  it('knows when nobody else can reach a listener', () => {
    for (const host of ['127.0.0.1', '::1', 'localhost', '127.0.0.9']) expect(isLoopback(host)).toBe(true)
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'weir.example.com']) expect(isLoopback(host)).toBe(false)
  })
})
