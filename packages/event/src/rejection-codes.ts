/** Why ingest refused one event. Messages name fields and shapes, never a value of the event. */
export interface Rejection {
  code: RejectionCode
  /** JSON path of the field at fault; empty when it is the event as a whole. */
  field: string
  /** What is wrong and what to do. */
  message: string
}

interface Reason {
  /** `field` is the path at fault, `expected` the shape or limit in words. */
  message(field: string, expected: string): string
  remedy: string
}

const reasons = {
  event_malformed: {
    message: (_, expected) => `The event is not ${expected || 'a JSON object'}`,
    remedy: 'Send each event as one JSON object.',
  },
  event_too_large: {
    message: (_, expected) => `The event is larger than ${expected || '32 KB'}`,
    remedy: 'Send less with the event; keep large content elsewhere and send its id.',
  },
  event_too_deep: {
    message: (field, expected) => `${field} is nested deeper than ${expected || '64 levels'}`,
    remedy: 'Flatten it, or send the inner part as a string of JSON.',
  },
  field_missing: {
    message: (field, expected) => `${field} is missing${expected ? `: expected ${expected}` : ''}`,
    remedy: 'Add the field.',
  },
  field_type: {
    message: (field, expected) => `${field} has the wrong type${expected ? `: expected ${expected}` : ''}`,
    remedy: 'Send it in that type.',
  },
  field_value: {
    message: (field, expected) => `${field} has a value that cannot be${expected ? `: expected ${expected}` : ''}`,
    remedy: 'Correct the value.',
  },
  field_unknown: {
    message: (field, expected) => `${field} is not a field of ${expected || 'this event'}`,
    remedy: 'Put free-form values into properties.',
  },
  time_invalid: {
    message: (field, expected) => `${field} is not a time: expected ${expected || 'ISO 8601 or epoch milliseconds'}`,
    remedy: 'Send a time such as 2026-01-31T09:30:00.000Z.',
  },
  id_invalid: {
    message: (field, expected) => `${field} is not an id: expected ${expected || 'text of printable characters'}`,
    remedy: 'Send a UUID, or leave it out and one is made.',
  },
  id_too_long: {
    message: (field, expected) => `${field} is longer than ${expected || '256 characters'}`,
    remedy: 'Send a shorter id, such as a UUID.',
  },
  type_invalid: {
    message: (field, expected) =>
      `${field} is not an event type: expected ${expected || 'domain.action, such as order.paid, or a name'}`,
    remedy: 'Send a name of letters, digits, blanks, dots, dashes and underscores.',
  },
  key_type_unknown: {
    message: (field, expected) => `${field} is no key type of the policy${expected ? `: expected ${expected}` : ''}`,
    remedy: 'Use a key type of schemas/identity/policy.yaml, or send the value in properties.',
  },
  key_scope_missing: {
    message: (field, expected) => `${field} is missing: this key type needs ${expected || 'a scope'}`,
    remedy: 'Send the scope, such as the WeChat app id of an openid.',
  },
  key_value_invalid: {
    message: (field, expected) => `${field} is not a key value: expected ${expected || 'text'}`,
    remedy: 'Send the key as text.',
  },
  key_limit: {
    message: (field, expected) => `${field} holds more keys than ${expected || 'one event may carry'}`,
    remedy: 'Send only the keys of the person who acted.',
  },
  no_identity: {
    message: field => `${field} and anonymousId are both missing`,
    remedy: 'Send userId or anonymousId with the event.',
  },
  plan_type: {
    message: (field, expected) => `${field} is no event of ${expected || 'the tracking plan of this source'}`,
    remedy: 'Add the type to the plan, or do not send it.',
  },
  plan_property: {
    message: (field, expected) => `${field} is not foreseen by ${expected || 'the tracking plan of this source'}`,
    remedy: 'Add the property to the plan, or do not send it.',
  },
  plan_missing: {
    message: (field, expected) => `${field} is missing: required by ${expected || 'the tracking plan of this source'}`,
    remedy: 'Send the property, or take it out of the plan.',
  },
} as const satisfies Record<string, Reason>

export type RejectionCode = keyof typeof reasons

/** The catalogue of verdict codes ingest uses. A code, once published, keeps its meaning. */
export const rejectionCodes: Readonly<Record<RejectionCode, Reason>> = reasons

/** The verdict on one event, ready for its answer and its dead letter. */
export const rejection = (code: RejectionCode, field: string, expected = ''): Rejection => {
  const reason = rejectionCodes[code]
  return { code, field, message: `${reason.message(field || 'The event', expected)}. ${reason.remedy}` }
}
