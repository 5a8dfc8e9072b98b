import type { FastifyRequest } from 'fastify'
import { describe, expect, it } from 'vitest'
import { prefersHtml } from './accept.ts'
import { html } from './html.ts'

describe('html', () => {
  it('escapes whatever is put in', () => {
    expect(html`<a title="${'"><script>'}">${"a & 'b'"}</a>`.html).toBe(
      '<a title="&quot;&gt;&lt;script&gt;">a &amp; &#39;b&#39;</a>',
    )
  })

  it('nests, and leaves out what is not there', () => {
    expect(html`<ul>${[1, 2].map(n => html`<li>${n}</li>`)}${undefined}${false}</ul>`.html).toBe(
      '<ul><li>1</li><li>2</li></ul>',
    )
  })
})

describe('prefersHtml', () => {
  it.each([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
    ['application/json', false],
    ['*/*', false],
    ['', false],
    ['application/json, text/html;q=0.5', false],
    ['text/html;q=0.5, application/json;q=0.4', true],
  ])('%s: %s', (accept, expected) => {
    expect(prefersHtml({ headers: { accept } } as FastifyRequest)).toBe(expected)
  })
})
