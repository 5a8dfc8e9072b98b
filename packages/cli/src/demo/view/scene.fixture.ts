import type { Scene } from './scene.ts'

/** An outage in full swing; charts as long as a demo. */
export function sceneFixture(over: Partial<Scene> = {}): Scene {
  const rates = Array.from({ length: 50 }, (_, at) => (at < 20 ? 0.98 : 0.42))
  return {
    runId: 'bcdfgh',
    seed: 1,
    shoppers: 4_000,
    elapsedMs: 67_000,
    traffic: {
      rate: 801.4,
      rates: rates.map(() => 800),
      goal: 800,
      sent: 52_311,
      accepted: 52_240,
      stored: 50_102,
      people: 3_702,
      retries: 2,
    },
    channels: [
      { name: 'alipay', rate: 0.4213, rates, state: 'firing' },
      { name: 'wechat_pay', rate: 0.98, rates: rates.map(() => 0.98), state: undefined },
      { name: 'unionpay', rate: undefined, rates: rates.map(() => undefined), state: undefined },
    ],
    threshold: 0.9,
    story: [{ atMs: 30_000, text: 'alipay breaks', tone: 'bad' }],
    next: 'the rule is red under 90 % over 3 min and over 30 s',
    ...over,
  }
}
