import { topics } from '@weir/event-log'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestIngest, type TestIngest } from '../testing/test-ingest.ts'

let ingest: TestIngest
beforeEach(async () => {
  ingest = await startTestIngest()
})
afterEach(() => ingest.stop())

const phone = '13912345678'
const email = 'Zhang.Wei@example.com'
const idCard = '110101199003072316'
const card = '6222021234567894'
const name = '张伟伟'
const address = '幸福路 88 号 602'
const openid = 'oABCDEFGHIJKLMNOPQRSTUVWX12'
const ip = '203.0.113.77'
const personal = [
  phone,
  '+8613912345678',
  '139-1234-5678',
  email,
  email.toLowerCase(),
  idCard,
  name,
  address,
  openid,
  ip,
]

/** Every way a personal value gets into a call that we could think of. */
const calls: object[] = [
  {
    type: 'identify',
    userId: 'u-1',
    traits: { phone, email, name, address: { street: address, phone }, id_card: idCard, birthday: '1990-03-07' },
  },
  {
    type: 'identify',
    userId: phone,
    traits: { mobile: Number(phone), note: `call ${phone}`, nested: { deep: [{ email }] }, [email]: true },
  },
  {
    type: 'identify',
    userId: email,
    anonymousId: phone,
    messageId: `signup-${email}`,
    traits: { gender: 'f', sex: 'f', bio: name },
  },
  {
    type: 'track',
    event: `Called ${phone}`,
    userId: 'u-1',
    messageId: phone,
    properties: { text: `ring 139-1234-5678 or ${email}` },
  },
  { type: 'track', event: 'Products Searched', userId: 'u-1', properties: { query: phone, results: 3 } },
  {
    type: 'track',
    event: 'live.interacted',
    userId: 'u-1',
    properties: { room: 'r', kind: 'comment', comment: `${name} ${address}`, streamer: { phone } },
  },
  {
    type: 'track',
    event: 'invite.sent',
    userId: 'u-1',
    properties: { invitee: { type: 'openid', id: openid, scope: 'wx1' }, text: name, code: card },
  },
  {
    type: 'track',
    event: 'Order Completed',
    userId: 'u-1',
    properties: {
      order_id: phone,
      coupon: email,
      products: [{ sku: email, name: 'Mug', note: phone, recipient_name: name }],
    },
  },
  {
    type: 'track',
    event: 'x',
    keys: [
      { type: 'openid', scope: 'wx1', id: openid },
      { type: 'id_card', id: idCard },
    ],
  },
  {
    type: 'track',
    event: 'x',
    context: { ip, traits: { phone, name }, externalIds: [{ type: 'unionid', id: openid }], location: { address } },
  },
  {
    type: 'track',
    event: 'x',
    context: {
      page: { url: `https://s.cn/?mail=${encodeURIComponent(email)}&t=1`, search: `?p=${phone}` },
      userAgent: `x ${phone}`,
    },
  },
  {
    type: 'track',
    event: 'x',
    properties: { shippingAddress: address, 收货人: name, list: [phone, [idCard]], big: 1e15, phone: 13912345678 },
  },
  {
    type: 'page',
    userId: 'u-1',
    name: `Profile ${email}`,
    properties: { url: `https://s.cn/u/${phone}`, title: name, referrer: phone },
  },
  { type: 'alias', userId: email, previousId: phone },
  { type: 'group', userId: 'u-1', groupId: phone, traits: { contact_name: name, email } },
  { type: 'screen', userId: 'u-1', extra: phone, properties: null },
]
/** Refused for something else: the dead letter must not show them either. */
const refused: object[] = [
  {
    type: 'track',
    event: 'Order Completed',
    messageId: phone,
    userId: email,
    properties: { total: phone, note: name },
  },
  { type: 'track', event: 'x', keys: [{ type: `no such ${phone}`, id: email }] },
  { type: phone, messageId: 'm', traits: { phone } },
  { type: 'track', event: 'x', timestamp: phone, properties: { [phone]: [] } },
]

it('lets no personal value through in clear: not on the log, not in its own lines, not in answers to others', async () => {
  const answer = await ingest.send('batch', { batch: [...calls, ...refused] })
  expect(answer.events.filter(({ status }) => status === 'rejected').map(({ index }) => index)).toEqual(
    refused.slice(0, 3).map((_, index) => calls.length + index),
  )
  const stored = [...(await ingest.records(topics.accepted)), ...(await ingest.records(topics.rejected))]
  const places = {
    ...Object.fromEntries(stored.map(({ at, value }) => [at, Buffer.from(value)])),
    lines: Buffer.from(ingest.lines.join()),
  }
  for (const [at, bytes] of Object.entries(places))
    for (const value of [...personal, card.slice(0, 12)]) expect(bytes.includes(value), `${value} in ${at}`).toBe(false)
})

it('keeps every one of them sealed, under the path it was sent at', async () => {
  await ingest.send('batch', { batch: calls })
  const events = await ingest.events()
  const opened = JSON.stringify(events.map(({ keyValues, sealedFields }) => [keyValues, sealedFields]))
  for (const value of [phone, '+8613912345678', email, email.toLowerCase(), idCard, name, address, openid, ip])
    expect(opened).toContain(value)
  const [identify, second] = events
  expect(identify!.sealedFields).toMatchObject({
    name,
    phone,
    address: { street: address, phone },
    birthday: '1990-03-07',
  })
  expect(identify!.keyValues).toMatchObject({ user_id: 'u-1', phone: '+8613912345678', email: email.toLowerCase() })
  expect(second!.sealedFields).toMatchObject({
    'properties.note': `call ${phone}`,
    'properties.nested.deep[0].email': email,
  })
})
