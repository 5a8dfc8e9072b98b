import type { DebuggedReason } from '@weir/console-protocol'
import type { RejectionCode } from '@weir/event'

/** Ingest answers in English; here its reasons, and what to do, in Chinese. */
const chinese: Record<RejectionCode, { wrong: string; remedy: string }> = {
  event_malformed: { wrong: '事件不是 JSON 对象', remedy: '每个事件请发送为一个 JSON 对象。' },
  event_too_large: { wrong: '事件过大', remedy: '请减少事件内容；大段内容存放在别处，只发送其编号。' },
  event_too_deep: { wrong: '嵌套层数过深', remedy: '请展平结构，或将内层作为 JSON 字符串发送。' },
  field_missing: { wrong: '缺少字段', remedy: '请补上该字段。' },
  field_type: { wrong: '字段类型不对', remedy: '请按要求的类型发送。' },
  field_value: { wrong: '字段取值不允许', remedy: '请更正该值。' },
  field_unknown: { wrong: '未知字段', remedy: '自由格式的值请放入 properties。' },
  time_invalid: { wrong: '时间格式不对', remedy: '请发送 2026-01-31T09:30:00.000Z 这样的时间。' },
  id_invalid: { wrong: '编号格式不对', remedy: '请发送 UUID；不填则自动生成。' },
  id_too_long: { wrong: '编号过长', remedy: '请使用更短的编号，例如 UUID。' },
  type_invalid: { wrong: '事件类型格式不对', remedy: '名称只能包含字母、数字、空格、点、短横线和下划线。' },
  key_type_unknown: {
    wrong: '未知的标识类型',
    remedy: '请使用 schemas/identity/policy.yaml 中的标识类型，或将该值放入 properties。',
  },
  key_scope_missing: { wrong: '标识缺少范围', remedy: '请同时发送范围，例如 openid 所属的微信应用编号。' },
  key_value_invalid: { wrong: '标识的值不对', remedy: '标识请以文本发送。' },
  key_limit: { wrong: '标识过多', remedy: '只发送行为人本人的标识。' },
  no_identity: { wrong: '没有任何身份标识', remedy: '请随事件发送 userId 或 anonymousId。' },
  plan_type: { wrong: '不在该来源的埋点方案中', remedy: '请将该类型加入埋点方案，或不再发送。' },
  plan_property: { wrong: '属性不在埋点方案中', remedy: '请将该属性加入埋点方案，或不再发送。' },
  plan_missing: { wrong: '缺少埋点方案要求的属性', remedy: '请发送该属性，或从埋点方案中移除。' },
}

/** Undefined for a code of another version: then there is only what ingest answered. */
export const inChinese = ({ code }: DebuggedReason) => (code in chinese ? chinese[code as RejectionCode] : undefined)
