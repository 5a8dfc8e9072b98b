import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseXml } from './xml.ts'

describe('XML', () => {
  it.each([
    ['<xml><a>1</a><b><![CDATA[<&>]]></b></xml>', { a: '1', b: '<&>' }],
    ['\n<?xml version="1.0" encoding="UTF-8"?>\n<xml> <a/> <b >x</b> </xml>\n', { a: '', b: 'x' }],
    ['<xml><a><b>1</b><b>2</b></a></xml>', { a: { b: ['1', '2'] } }],
    ['<xml><a>&lt;&#20320;&#x597D;&amp;&nbsp;</a></xml>', { a: '<你好&&nbsp;' }],
    ['<xml><a><![CDATA[]]></a><constructor>x</constructor></xml>', { a: '', constructor: 'x' }],
    ['<xml><a><![CDATA[1]]>2<![CDATA[]]]]><![CDATA[>]]></a></xml>', { a: '12]]>' }],
  ])('%j', (xml, fields) => {
    expect(parseXml(xml)).toEqual(fields)
  })

  it('sets no prototype', () => {
    const fields = parseXml('<xml><__proto__><polluted>1</polluted></__proto__></xml>')
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype)
    expect(fields).not.toHaveProperty('polluted', '1')
  })

  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['another root', '<html></html>'],
    ['an empty root', '<xml/>'],
    ['two roots', '<xml><a>1</a></xml><xml><a>1</a></xml>'],
    ['an open element', '<xml><a>1</xml>'],
    ['a closed one too many', '<xml><a>1</a></a></xml>'],
    ['an attribute', '<xml><a b="1">1</a></xml>'],
    ['a comment', '<xml><!-- x --><a>1</a></xml>'],
    ['an entity of its own', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><a>&e;</a></xml>'],
    ['depth', `<xml>${'<a>'.repeat(9)}${'</a>'.repeat(9)}</xml>`],
    ['length', `<xml>${'<a>1</a>'.repeat(501)}</xml>`],
    ['open CDATA', '<xml><a><![CDATA[1</a></xml>'],
  ])('refuses %s', (_, xml) => {
    expect(() => parseXml(xml)).toThrow(expect.objectContaining({ code: 'REQUEST_MALFORMED' }))
  })

  it('ends for anything, and fast', () => {
    const parts = fc.constantFrom(
      '<xml>',
      '</xml>',
      '<a>',
      '</a>',
      '<a/>',
      '<![CDATA[',
      ']]>',
      '&#',
      ';',
      'x',
      '<',
      '>',
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), sent => {
        try {
          parseXml(sent.join(''))
        } catch (error) {
          expect(error).toMatchObject({ code: 'REQUEST_MALFORMED' })
        }
      }),
    )
    for (const part of ['<![CDATA[', ']]>', '<a', '&#1', ' '])
      expect(() => parseXml(`<xml><a>${part.repeat(400_000)}`)).toThrow()
  })
})
