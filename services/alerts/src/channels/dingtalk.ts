import { createHmac } from 'node:crypto'
import type { Delivery } from '../delivery/verdict.ts'
import type { CallResult } from '../outgoing/call.ts'
import type { Page } from '../pages/page.ts'
import type { DingTalkChannel } from './channel.ts'

/** Value of `sign` in the robot's address, URL-encoded. */
export function signDingTalk(secret: string, timestampMs: number): string {
  return encodeURIComponent(createHmac('sha256', secret).update(`${timestampMs}\n${secret}`).digest('base64'))
}

const repeated = {
  zh: '（重复发送：上一次调用没有收到应答）',
  en: '(repeat: the answer to the first call was lost)',
}

/** Longest text a robot takes, characters. */
const longestText = 4_500

export function dingTalkCall(channel: DingTalkChannel, page: Page, repeat: boolean, nowMs: number) {
  const { accessToken, secret, language, atMobiles, atAll, keyword } = channel
  const url = new URL(channel.url)
  url.searchParams.set('access_token', accessToken)
  const signed = secret === undefined ? '' : `&timestamp=${nowMs}&sign=${signDingTalk(secret, nowMs)}`
  const text = [
    page.text[language].slice(0, longestText),
    ...(repeat ? [repeated[language]] : []),
    ...(keyword === undefined ? [] : [keyword]),
    // A mobile is mentioned only when it stands in the text, too.
    ...(atMobiles.length > 0 ? [atMobiles.map(mobile => `@${mobile}`).join(' ')] : []),
  ]
  return {
    url: new URL(`${url.href}${signed}`),
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      msgtype: 'markdown',
      markdown: { title: page.title[language], text: text.join('\n\n') },
      at: { atMobiles, isAtAll: atAll },
    }),
  }
}

/** A robot that sends too fast is shut out for ten minutes. */
const shutOutMs = 600_000

/** Robots answer 200 whatever happened: the code is in the body. */
export function dingTalkDelivery(result: CallResult, repeat: boolean): Delivery {
  if (result.outcome === 'unknown' || (result.outcome === 'answered' && !result.complete)) {
    const error = result.outcome === 'unknown' ? result.error : 'the answer was cut off'
    // A robot knows no ids: a second lost answer could become a third copy.
    return repeat
      ? { outcome: 'failed', error: `${error}; given up after two calls without an answer` }
      : { outcome: 'retry', error, maybeSent: true }
  }
  if (result.outcome === 'not-sent') return { outcome: 'retry', error: result.error, maybeSent: false }
  if (result.status !== 200) return { outcome: 'retry', error: `HTTP ${result.status}`, maybeSent: false }
  const { errcode, errmsg } = answerOf(result.body)
  if (errcode === 0) return { outcome: 'delivered', detail: 'errcode 0' }
  const error = `errcode ${errcode ?? 'missing'}: ${errmsg.slice(0, 200)}`
  if (errcode === 130101) return { outcome: 'retry', error, maybeSent: false, waitMs: shutOutMs }
  if (errcode === 310000) return { outcome: 'failed', error: `${error} (wrong signature, keyword or address)` }
  return { outcome: 'retry', error, maybeSent: false }
}

function answerOf(body: string): { errcode: number | undefined; errmsg: string } {
  try {
    const { errcode, errmsg } = JSON.parse(body) as { errcode?: unknown; errmsg?: unknown }
    return { errcode: typeof errcode === 'number' ? errcode : undefined, errmsg: String(errmsg ?? '') }
  } catch {
    return { errcode: undefined, errmsg: 'the answer is no JSON' }
  }
}
