// Generated from schemas/avro by `npm run generate -w packages/event`. Do not edit.
import type { Reader } from '../avro/reader.ts'
import type { Writer } from '../avro/writer.ts'
import type { PayloadCodec } from '../codec.ts'

/** Money went into advertising. Has no person. Counted by ad_spend, customer_acquisition_cost and roi. */
export type AdSpent = {
  /** What was spent in the period. Unit: currency. */
  amount: string
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Advertising network, such as ocean_engine or tencent_ads. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Account at the network. */
  account: string | null
  /** Group of ads. */
  ad_group: string | null
  /** The ad. */
  ad: string | null
  /** Picture or film shown. */
  creative: string | null
  /** How often it was shown. Unit: impressions. */
  impressions: number | null
  /** How often it was clicked. Unit: clicks. */
  clicks: number | null
  /** Conversions in the count of the network. Unit: conversions. */
  conversions: number | null
  /** Beginning of the period. Unit: Unix ms, UTC. */
  period_start: number | null
  /** End of the period. Unit: Unix ms, UTC. */
  period_end: number | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A message of a campaign went to a person. */
export type CampaignSent = {
  /** Marketing campaign. */
  campaign: string
  /** sms, email, push, wechat, call. */
  channel: string | null
  /** The message at its provider. */
  message_id: string | null
  /** Text it was made from. */
  template: string | null
  /** Arm of a test, such as A or control. */
  variant: string | null
  /** sent, delivered, bounced, refused or suppressed. */
  status: string | null
  /** What sending it cost. Unit: currency. */
  amount: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

export const ConsentStatus = ["granted","denied","withdrawn"] as const
export type ConsentStatus = (typeof ConsentStatus)[number]

/** A person allowed or forbade a use of their data. */
export type ConsentChanged = {
  /** What for: marketing_sms, marketing_email, profiling, sharing. */
  purpose: string
  /** What holds from now on. */
  status: ConsentStatus
  /** Version of the privacy notice shown. */
  policy_version: string | null
  /** How: checkbox, reply, call, form. */
  method: string | null
  /** When it lapses. Unit: Unix ms, UTC. */
  expires_at: number | null
  /** Where it was given: web, app, sms, store. */
  channel: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person got a coupon. */
export type CouponIssued = {
  /** This one coupon, or its code. */
  coupon_id: string
  /** Name of the coupon. */
  coupon_name: string | null
  /** Kind of coupon it was made from. */
  template: string | null
  /** Reduction it grants. Unit: currency. */
  amount: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Least spending it needs. Unit: currency. */
  threshold: string | null
  /** When it lapses. Unit: Unix ms, UTC. */
  expires_at: number | null
  /** How it reached the person: app, sms, live, invite, ticket. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Live room it came from. */
  room: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person used a coupon. */
export type CouponRedeemed = {
  /** This one coupon, or its code. */
  coupon_id: string
  /** Name of the coupon. */
  coupon_name: string | null
  /** Kind of coupon it was made from. */
  template: string | null
  /** Reduction it brought. Unit: currency. */
  amount: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Order it was used on. */
  order_id: string | null
  /** How it had reached the person. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Live room it came from. */
  room: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** What is known of a person changed. Segment identify calls become this; only the traits sent are touched. */
export type CustomerUpserted = {
  /** Full name. */
  name: string | null
  /** Given name. */
  first_name: string | null
  /** Family name. */
  last_name: string | null
  /** Name shown to others. */
  nickname: string | null
  /** Name used to sign in. */
  username: string | null
  /** Phone number as sent; the key derived from it is normalised. */
  phone: string | null
  /** E-mail address as sent; the key derived from it is normalised. */
  email: string | null
  /** Number of the identity card. */
  id_card: string | null
  /** Gender in the words of the sender. */
  gender: string | null
  /** Date of birth, ISO 8601; the year may be missing. Unit: YYYY-MM-DD. */
  birthday: string | null
  /** Age in whole years. Unit: years. */
  age: number | null
  /** Postal address: text, or an object of street, city and so on. */
  address: string | null
  /** Postal code. */
  postal_code: string | null
  /** City. */
  city: string | null
  /** Country, ISO 3166-1 alpha-2. */
  country: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Preferred language, BCP 47. */
  language: string | null
  /** IANA time zone. */
  timezone: string | null
  /** Employer: a name, or an object of name, industry and so on. */
  company: string | null
  /** Position at work. */
  title: string | null
  /** Personal website. */
  website: string | null
  /** Address of the portrait. */
  avatar: string | null
  /** Free text about the person. */
  description: string | null
  /** Labels put on the person. */
  tags: string[] | null
  /** Customer grade, such as gold. */
  level: string | null
  /** Staff member or team in charge, by staff id. */
  owner: string | null
  /** When the sender first knew the person. Unit: Unix ms, UTC. */
  created_at: number | null
  /** State in the customer lifecycle: lead, customer, lapsed. */
  status: string | null
  /** Where the person was won. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person joined, left or moved within a membership programme, or the points changed. */
export type MembershipChanged = {
  /** Membership programme: the scope of its member cards. */
  programme: string | null
  /** Level now. */
  level: string | null
  /** Level before. */
  previous_level: string | null
  /** joined, active, frozen, expired or left. */
  status: string | null
  /** Points after the change. Unit: points. */
  points: number | null
  /** Difference, negative when spent. Unit: points. */
  points_change: number | null
  /** When the level ends. Unit: Unix ms, UTC. */
  expires_at: number | null
  /** Why, as a code: purchase, birthday, expiry. */
  reason: string | null
  /** Order that caused it. */
  order_id: string | null
  /** Where it was arranged. */
  channel: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person answered a survey or one question of it. */
export type SurveyAnswered = {
  /** The survey. */
  survey_id: string
  /** The question; null when the whole survey. */
  question_id: string | null
  /** Answer on a scale, such as 0 to 10 for NPS. Unit: points. */
  score: number | null
  /** Options chosen, by id. */
  choices: string[] | null
  /** Answer in the words of the person. */
  answer: string | null
  /** All answers: an object of question to answer. */
  answers: string | null
  /** Order it is about. */
  order_id: string | null
  /** Product it is about. */
  sku: string | null
  /** Ticket it is about. */
  ticket_id: string | null
  /** How it was asked: app, sms, email, phone. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A ticket was settled. */
export type TicketClosed = {
  /** The ticket. */
  ticket_id: string
  /** What it is about: delivery, refund, quality, account. */
  category: string | null
  /** low, normal, high or urgent. */
  priority: string | null
  /** How it ended, as a code: refunded, replaced, explained, no_answer. */
  resolution: string | null
  /** Closing note. */
  text: string | null
  /** What the person gave. Unit: points, 1 to 5. */
  satisfaction: number | null
  /** Time from opening to closing. Unit: ms. */
  handling_ms: number | null
  /** Time from opening to the first answer. Unit: ms. */
  first_response_ms: number | null
  /** Team that settled it. */
  team: string | null
  /** State of the ticket. */
  status: string | null
  /** Order it is about. */
  order_id: string | null
  /** Product it is about. */
  sku: string | null
  /** How it was handled: phone, chat, wechat, email, store. */
  channel: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person asked for help or complained. */
export type TicketOpened = {
  /** The ticket. */
  ticket_id: string
  /** What it is about: delivery, refund, quality, account. */
  category: string | null
  /** low, normal, high or urgent. */
  priority: string | null
  /** Subject line. */
  subject: string | null
  /** What the person wrote. */
  text: string | null
  /** State of the ticket. */
  status: string | null
  /** Order it is about. */
  order_id: string | null
  /** Product it is about. */
  sku: string | null
  /** How it came in: phone, chat, wechat, email, store. */
  channel: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** Any other event, named custom.<name>. No event is refused for being new. */
export type Custom = {
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A product was put into a cart. */
export type CartItemAdded = {
  /** Cart it went into. */
  cart_id: string | null
  /** The shop's database id of the product; may equal the sku. */
  product_id: string | null
  /** Stock keeping unit as the shop names it. */
  sku: string | null
  /** Product category, parts joined by a slash. */
  category: string | null
  /** Name of the product. */
  name: string | null
  /** Brand of the product. */
  brand: string | null
  /** Variant of the product, such as black or XL. */
  variant: string | null
  /** Price of one piece. Unit: currency. */
  price: string | null
  /** How many were added; fractions for goods sold by weight. Unit: pieces. */
  quantity: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Price times quantity, after discounts. Unit: currency. */
  amount: string | null
  /** Coupon code associated with the product. */
  coupon: string | null
  /** Place in the list it was shown in, from 1. Unit: ordinal. */
  position: number | null
  /** List, search result or recommendation it was shown in. */
  list_id: string | null
  /** Address of the product page; may carry tokens of the visitor. */
  url: string | null
  /** Address of the picture of the product. */
  image_url: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** How the sale came about: shelf, live, short_video, group_buy, store, phone. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Live room it came from. */
  room: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A product was taken out of a cart. */
export type CartItemRemoved = {
  /** Cart it was taken from. */
  cart_id: string | null
  /** The shop's database id of the product; may equal the sku. */
  product_id: string | null
  /** Stock keeping unit as the shop names it. */
  sku: string | null
  /** Product category, parts joined by a slash. */
  category: string | null
  /** Name of the product. */
  name: string | null
  /** Brand of the product. */
  brand: string | null
  /** Variant of the product, such as black or XL. */
  variant: string | null
  /** Price of one piece. Unit: currency. */
  price: string | null
  /** How many were removed; fractions for goods sold by weight. Unit: pieces. */
  quantity: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Price times quantity, after discounts. Unit: currency. */
  amount: string | null
  /** Coupon code associated with the product. */
  coupon: string | null
  /** Place in the list it was shown in, from 1. Unit: ordinal. */
  position: number | null
  /** List, search result or recommendation it was shown in. */
  list_id: string | null
  /** Address of the product page; may carry tokens of the visitor. */
  url: string | null
  /** Address of the picture of the product. */
  image_url: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** How the sale came about: shelf, live, short_video, group_buy, store, phone. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Live room it came from. */
  room: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** One line of a cart, order or refund. */
export type Item = {
  /** Stock keeping unit as the shop names it. */
  sku: string | null
  /** Product category, parts joined by a slash. */
  category: string | null
  /** How many; fractions for goods sold by weight. Unit: pieces. */
  quantity: string | null
  /** Price of one piece before discount. Unit: currency. */
  price: string | null
  /** Reduction on the whole line, not on one piece. Unit: currency. */
  discount: string | null
}

/** A person began to check out. */
export type CheckoutStarted = {
  /** The checkout, before there is an order. */
  checkout_id: string | null
  /** The order. */
  order_id: string | null
  /** Cart that is checked out. */
  cart_id: string | null
  /** What the person would pay, shipping and tax included. Unit: currency. */
  amount: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Sum of the lines after discounts and coupons, before shipping and tax. Unit: currency. */
  subtotal: string | null
  /** Shipping charged. Unit: currency. */
  shipping: string | null
  /** Tax charged. Unit: currency. */
  tax: string | null
  /** Whole reduction, coupons included. Unit: currency. */
  discount: string | null
  /** Coupon code redeemed with the order. */
  coupon: string | null
  /** Lines of the order. */
  items: Item[] | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** How the sale came about: shelf, live, short_video, group_buy, store, phone. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Live room it came from. */
  room: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A change went live, or failed to. Pages name those of the 15 minutes before. */
export type DeployFinished = {
  /** What was deployed. */
  service: string
  /** Version that went live. */
  version: string | null
  /** Version it replaced. */
  previous_version: string | null
  /** production, staging or canary. */
  environment: string | null
  /** succeeded, failed or rolled_back. */
  status: string | null
  /** Commit it was built from. */
  commit: string | null
  /** Address of the build or change. */
  url: string | null
  /** How long it took. Unit: ms. */
  duration_ms: number | null
  /** Data centre or cloud region. */
  region: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person used a feature of the platform. Counted by feature_users. */
export type FeatureUsed = {
  /** Name of the feature. */
  feature: string
  /** What was done with it. */
  action: string | null
  /** False when it ended in an error. */
  success: boolean | null
  /** How long it took. Unit: ms. */
  duration_ms: number | null
  /** Version of the app. */
  app_version: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** How the visit came about: organic, search, ad, social, message, direct. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** The stock of a product changed. stock_level shows the latest stock. */
export type InventoryChanged = {
  /** Stock keeping unit as the shop names it. */
  sku: string
  /** The shop's database id of the product. */
  product_id: string | null
  /** Product category, parts joined by a slash. */
  category: string | null
  /** Warehouse or store the stock lies in. */
  warehouse: string | null
  /** What can be sold after the change. Unit: pieces. */
  stock: string | null
  /** Difference, negative when it shrank. Unit: pieces. */
  change: string | null
  /** Held for orders not yet shipped. Unit: pieces. */
  reserved: string | null
  /** Why: sale, return, delivery, count, loss. */
  reason: string | null
  /** Order that caused it. */
  order_id: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** An order was cancelled before delivery. */
export type OrderCancelled = {
  /** The order. */
  order_id: string
  /** Amount of the cancelled order, shipping and tax included. Unit: currency. */
  amount: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Sum of the lines after discounts and coupons, before shipping and tax. Unit: currency. */
  subtotal: string | null
  /** Shipping charged. Unit: currency. */
  shipping: string | null
  /** Tax charged. Unit: currency. */
  tax: string | null
  /** Whole reduction, coupons included. Unit: currency. */
  discount: string | null
  /** Coupon code redeemed with the order. */
  coupon: string | null
  /** Lines of the order. */
  items: Item[] | null
  /** Why, as a code of the shop such as out_of_stock. */
  reason: string | null
  /** Who did it: customer, shop or system. */
  cancelled_by: string | null
  /** State of the order in the shop's words. */
  status: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** How the sale came about: shelf, live, short_video, group_buy, store, phone. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Live room it came from. */
  room: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** An order was placed; it need not be paid yet. Counted by gmv. */
export type OrderCreated = {
  /** The order. */
  order_id: string
  /** Checkout it came from. */
  checkout_id: string | null
  /** What the person is to pay, shipping and tax included. Unit: currency. */
  amount: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Sum of the lines after discounts and coupons, before shipping and tax. Unit: currency. */
  subtotal: string | null
  /** Shipping charged. Unit: currency. */
  shipping: string | null
  /** Tax charged. Unit: currency. */
  tax: string | null
  /** Whole reduction, coupons included. Unit: currency. */
  discount: string | null
  /** Coupon code redeemed with the order. */
  coupon: string | null
  /** Lines of the order. */
  items: Item[] | null
  /** True when it is the person's first paid order; unknown when null. */
  is_new_customer: boolean | null
  /** State of the order in the shop's words. */
  status: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** How the sale came about: shelf, live, short_video, group_buy, store, phone. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Live room it came from. */
  room: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** An order, or a part of it, reached its recipient. */
export type OrderDelivered = {
  /** The order. */
  order_id: string
  /** The parcel. */
  shipment_id: string | null
  /** Delivery company. */
  carrier: string | null
  /** Time from leaving the warehouse to delivery. Unit: ms. */
  transit_ms: number | null
  /** State of the order in the shop's words. */
  status: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** An order was paid in full. Segment's Order Completed becomes this. Counted by paid_gmv. */
export type OrderPaid = {
  /** The order. */
  order_id: string
  /** Checkout it came from. */
  checkout_id: string | null
  /** What the person paid, shipping and tax included. Unit: currency. */
  amount: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Sum of the lines after discounts and coupons, before shipping and tax. Unit: currency. */
  subtotal: string | null
  /** Shipping charged. Unit: currency. */
  shipping: string | null
  /** Tax charged. Unit: currency. */
  tax: string | null
  /** Whole reduction, coupons included. Unit: currency. */
  discount: string | null
  /** Coupon code redeemed with the order. */
  coupon: string | null
  /** Lines of the order. */
  items: Item[] | null
  /** True when it is the person's first paid order; unknown when null. */
  is_new_customer: boolean | null
  /** Payment that settled it. */
  payment_id: string | null
  /** Payment channel used, such as alipay or wechat_pay. */
  payment_method: string | null
  /** State of the order in the shop's words. */
  status: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** How the sale came about: shelf, live, short_video, group_buy, store, phone. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Live room it came from. */
  room: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** Money of an order went back. Counted by net_gmv and refund_rate. */
export type OrderRefunded = {
  /** The order. */
  order_id: string
  /** The refund. */
  refund_id: string | null
  /** What the person got back. Unit: currency. */
  amount: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Shipping given back. Unit: currency. */
  shipping: string | null
  /** Tax given back. Unit: currency. */
  tax: string | null
  /** Coupon code given back. */
  coupon: string | null
  /** Lines given back; null when the whole order. */
  items: Item[] | null
  /** True when nothing of the order remains. */
  is_full: boolean | null
  /** Why, as a code of the shop such as damaged. */
  reason: string | null
  /** Payment channel it went back through. */
  payment_method: string | null
  /** State of the refund in the words of the shop. */
  status: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** How the sale came about: shelf, live, short_video, group_buy, store, phone. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Live room it came from. */
  room: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** Somebody other than the actor. Resolved at query, never linked; the value itself is among the event's sealed values. */
export type PersonRef = {
  /** Key type of the identity policy, such as phone or openid. */
  type: string
  /** Scope of the key; empty for types without one. */
  scope: string
  /** As in a KeyRef of the envelope. */
  hash: Uint8Array
  /** False for a blocked or invalid value: kept, never resolved. */
  usable: boolean
}

/** An order, or a part of it, left the warehouse. */
export type OrderShipped = {
  /** The order. */
  order_id: string
  /** The parcel. */
  shipment_id: string | null
  /** Lines in the parcel. */
  items: Item[] | null
  /** Delivery company. */
  carrier: string | null
  /** Number of the parcel at the carrier; it opens the address. */
  tracking_number: string | null
  /** Warehouse it left. */
  warehouse: string | null
  /** When delivery is expected. Unit: Unix ms, UTC. */
  expected_at: number | null
  /** Who receives the parcel, if not the buyer. */
  recipient: PersonRef | null
  /** Name on the parcel. */
  recipient_name: string | null
  /** Phone on the parcel. */
  recipient_phone: string | null
  /** Delivery address. */
  address: string | null
  /** State of the order in the shop's words. */
  status: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A page or a screen of an app was shown. Segment page and screen calls become this. */
export type PageViewed = {
  /** Name of the page or screen, such as Home or Checkout. */
  name: string | null
  /** Kind of page, such as docs or product. */
  category: string | null
  /** Path part of the address, without the query. */
  path: string | null
  /** Title of the page. */
  title: string | null
  /** Whole address; may carry tokens of the visitor. */
  url: string | null
  /** Query part of the address; may carry tokens of the visitor. */
  search: string | null
  /** Whole address of the page before; may carry tokens of the visitor. */
  referrer: string | null
  /** Host name of the page before. */
  referrer_domain: string | null
  /** Keywords of the page. */
  keywords: string[] | null
  /** Ordinal of the page in its visit, from 1: visits without a page 2 are the bounces. Unit: ordinal. */
  session_page: number | null
  /** Time the page was in sight; sent on leaving it. Unit: ms. */
  dwell_ms: number | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** How the visit came about: organic, search, ad, social, message, direct. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person set out to pay. Exactly one payment.succeeded or payment.failed should follow. */
export type PaymentAttempted = {
  /** The payment, the same for its attempt and its result. */
  payment_id: string | null
  /** Order to be paid. */
  order_id: string | null
  /** Amount to be paid. Unit: currency. */
  amount: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Payment channel, such as alipay, wechat_pay, unionpay or card. */
  channel: string | null
  /** Way within the channel: balance, credit, debit_card, instalment. */
  method: string | null
  /** Bank behind it. */
  bank: string | null
  /** Which try for the order, from 1. Unit: ordinal. */
  attempt: number | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A payment did not go through. */
export type PaymentFailed = {
  /** The payment, the same for its attempt and its result. */
  payment_id: string | null
  /** Order to be paid. */
  order_id: string | null
  /** Amount that was to be paid. Unit: currency. */
  amount: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Payment channel, such as alipay, wechat_pay, unionpay or card. */
  channel: string | null
  /** Way within the channel: balance, credit, debit_card, instalment. */
  method: string | null
  /** Bank behind it. */
  bank: string | null
  /** Which try for the order, from 1. Unit: ordinal. */
  attempt: number | null
  /** Time from the attempt to this result. Unit: ms. */
  duration_ms: number | null
  /** The channel's error code. */
  error_code: string | null
  /** Why, in a few words: insufficient_funds, timeout, risk, cancelled. */
  error_reason: string | null
  /** Result in the channel's words. */
  status: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A payment went through. */
export type PaymentSucceeded = {
  /** The payment, the same for its attempt and its result. */
  payment_id: string | null
  /** Order to be paid. */
  order_id: string | null
  /** Amount paid. Unit: currency. */
  amount: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** What the channel charges the shop. Unit: currency. */
  fee: string | null
  /** Payment channel, such as alipay, wechat_pay, unionpay or card. */
  channel: string | null
  /** Way within the channel: balance, credit, debit_card, instalment. */
  method: string | null
  /** Bank behind it. */
  bank: string | null
  /** Which try for the order, from 1. Unit: ordinal. */
  attempt: number | null
  /** Time from the attempt to this result. Unit: ms. */
  duration_ms: number | null
  /** Result in the channel's words, such as TRADE_SUCCESS. */
  status: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person searched for products. */
export type ProductSearched = {
  /** The words searched for. */
  query: string | null
  /** How many products were found; 0 is a miss. Unit: products. */
  results: number | null
  /** Category the search was limited to. */
  category: string | null
  /** The list of results, as product.viewed refers to it. */
  list_id: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** How the visit came about: organic, search, ad, social, message, direct. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A product's data changed in the catalogue. */
export type ProductUpdated = {
  /** The shop's database id of the product; may equal the sku. */
  product_id: string | null
  /** Stock keeping unit as the shop names it. */
  sku: string | null
  /** Product category, parts joined by a slash. */
  category: string | null
  /** Name of the product. */
  name: string | null
  /** Brand of the product. */
  brand: string | null
  /** Variant of the product, such as black or XL. */
  variant: string | null
  /** Price of one piece. Unit: currency. */
  price: string | null
  /** Price before any reduction. Unit: currency. */
  list_price: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Names of the fields that changed. */
  changed: string[] | null
  /** State of the product: on_sale, off_shelf, sold_out, deleted. */
  status: string | null
  /** Address of the product page. */
  url: string | null
  /** Address of the picture of the product. */
  image_url: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person looked at a product. */
export type ProductViewed = {
  /** The shop's database id of the product; may equal the sku. */
  product_id: string | null
  /** Stock keeping unit as the shop names it. */
  sku: string | null
  /** Product category, parts joined by a slash. */
  category: string | null
  /** Name of the product. */
  name: string | null
  /** Brand of the product. */
  brand: string | null
  /** Variant of the product, such as black or XL. */
  variant: string | null
  /** Price of one piece. Unit: currency. */
  price: string | null
  /** How many; fractions for goods sold by weight. Unit: pieces. */
  quantity: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Value of the product after quantity. Unit: currency. */
  amount: string | null
  /** Coupon code associated with the product. */
  coupon: string | null
  /** Place in the list it was shown in, from 1. Unit: ordinal. */
  position: number | null
  /** List, search result or recommendation it was shown in. */
  list_id: string | null
  /** Address of the product page; may carry tokens of the visitor. */
  url: string | null
  /** Address of the picture of the product. */
  image_url: string | null
  /** Time the product was in sight; sent on leaving it. Unit: ms. */
  dwell_ms: number | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** How the sale came about: shelf, live, short_video, group_buy, store, phone. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Live room it came from. */
  room: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A reading of one server of the platform, usually every 10 s. Has no person. */
export type ServerSampled = {
  /** Name of the server. */
  host: string
  /** What runs there. */
  service: string | null
  /** Use of all cores together. Unit: percent, 0 to 100. */
  cpu: number | null
  /** Load average over one minute. Unit: runnable tasks. */
  load: number | null
  /** Memory in use. Unit: percent, 0 to 100. */
  memory: number | null
  /** Requests served. Unit: requests per second. */
  rps: number | null
  /** 95th percentile of response times. Unit: ms. */
  p95_ms: number | null
  /** Share of requests that failed. Unit: percent, 0 to 100. */
  error_rate: number | null
  /** Open connections. Unit: connections. */
  connections: number | null
  /** ok, or what is wrong with the server. */
  status: string | null
  /** Data centre or cloud region. */
  region: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person signed in. */
export type UserLoggedIn = {
  /** How: password, sms_code, wechat, passkey, face. */
  method: string | null
  /** Version of the app. */
  app_version: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** How the visit came about: organic, search, ad, social, message, direct. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person made an account. Counted by new_users. */
export type UserRegistered = {
  /** How: phone, email, wechat, apple, guest. */
  method: string | null
  /** Who invited the person. */
  inviter: PersonRef | null
  /** Invitation that was followed. */
  invite_id: string | null
  /** Where the person was: web, ios, android, wechat_mini, douyin, tmall, jd, store. */
  platform: string | null
  /** How the visit came about: organic, search, ad, social, message, direct. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person began to follow an account. */
export type AccountFollowed = {
  /** The account followed. */
  account: PersonRef | null
  /** brand, streamer, creator or person. */
  account_kind: string | null
  /** Live room it happened in. */
  room: string | null
  /** Post it came from. */
  post_id: string | null
  /** Network or app: wechat, weibo, douyin, xiaohongshu, bilibili, or web, ios, android. */
  platform: string | null
  /** How the person came to it: feed, search, share, ad, profile. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person followed an invitation. */
export type InviteAccepted = {
  /** The invitation, the same when sent and when accepted. */
  invite_id: string | null
  /** Who had invited the person. */
  inviter: PersonRef | null
  /** True when the person had no account before. */
  is_new_user: boolean | null
  /** Way it had been sent. */
  share_via: string | null
  /** Network or app: wechat, weibo, douyin, xiaohongshu, bilibili, or web, ios, android. */
  platform: string | null
  /** Occasion: order, live, member_card, game. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Live room it came from. */
  room: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person invited somebody. The invitee is never linked to the inviter. */
export type InviteSent = {
  /** The invitation, the same when sent and when accepted. */
  invite_id: string | null
  /** Who was invited. */
  invitee: PersonRef | null
  /** What the person wrote with it. */
  text: string | null
  /** Way it was sent: wechat_friend, moments, sms, link. */
  share_via: string | null
  /** Network or app: wechat, weibo, douyin, xiaohongshu, bilibili, or web, ios, android. */
  platform: string | null
  /** Occasion: order, live, member_card, game. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Live room it came from. */
  room: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

export const InteractionKind = ["like","comment","share","follow","gift","fan_join","product_click","cart_add","coupon_claim","lottery","vote","ask"] as const
export type InteractionKind = (typeof InteractionKind)[number]

/** A person did something in a live room. Counted by live_interaction_rate. */
export type LiveInteracted = {
  /** The live room. */
  room: string
  /** Who hosts it. */
  streamer: PersonRef | null
  /** One broadcast of the room. */
  live_id: string | null
  /** What the person did. */
  kind: InteractionKind
  /** What the person wrote or asked. */
  comment: string | null
  /** Product it concerns. */
  sku: string | null
  /** Coupon claimed. */
  coupon_id: string | null
  /** Gift given. */
  gift: string | null
  /** How many: gifts, likes of one burst, pieces. Unit: pieces. */
  quantity: string | null
  /** What the gift cost. Unit: currency. */
  amount: string | null
  /** ISO 4217 code of every amount of the event. Unit: ISO 4217. */
  currency: string | null
  /** Network or app: wechat, weibo, douyin, xiaohongshu, bilibili, or web, ios, android. */
  platform: string | null
  /** How the person came to it: feed, search, share, ad, profile. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person came into a live room. */
export type LiveJoined = {
  /** The live room. */
  room: string
  /** Who hosts it. */
  streamer: PersonRef | null
  /** One broadcast of the room. */
  live_id: string | null
  /** Network or app: wechat, weibo, douyin, xiaohongshu, bilibili, or web, ios, android. */
  platform: string | null
  /** How the person came to it: feed, search, share, ad, profile. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person left a live room. */
export type LiveLeft = {
  /** The live room. */
  room: string
  /** Who hosts it. */
  streamer: PersonRef | null
  /** One broadcast of the room. */
  live_id: string | null
  /** Time in the room. Unit: ms. */
  dwell_ms: number | null
  /** Network or app: wechat, weibo, douyin, xiaohongshu, bilibili, or web, ios, android. */
  platform: string | null
  /** How the person came to it: feed, search, share, ad, profile. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person commented on a post. */
export type PostCommented = {
  /** The post. */
  post_id: string
  /** article, note, picture, short_video or video. */
  post_kind: string | null
  /** What it is about. */
  topic: string | null
  /** Who published it. */
  author: PersonRef | null
  /** Product shown in it. */
  sku: string | null
  /** The comment. */
  comment_id: string | null
  /** Comment it answers. */
  parent_id: string | null
  /** What the person wrote. */
  comment: string | null
  /** positive, neutral or negative, as the sender judged. */
  sentiment: string | null
  /** Network or app: wechat, weibo, douyin, xiaohongshu, bilibili, or web, ios, android. */
  platform: string | null
  /** How the person came to it: feed, search, share, ad, profile. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person liked a post. */
export type PostLiked = {
  /** The post. */
  post_id: string
  /** article, note, picture, short_video or video. */
  post_kind: string | null
  /** What it is about. */
  topic: string | null
  /** Who published it. */
  author: PersonRef | null
  /** Product shown in it. */
  sku: string | null
  /** Network or app: wechat, weibo, douyin, xiaohongshu, bilibili, or web, ios, android. */
  platform: string | null
  /** How the person came to it: feed, search, share, ad, profile. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person passed a post on. Counted by share_rate. */
export type PostShared = {
  /** The post. */
  post_id: string
  /** article, note, picture, short_video or video. */
  post_kind: string | null
  /** What it is about. */
  topic: string | null
  /** Who published it. */
  author: PersonRef | null
  /** Product shown in it. */
  sku: string | null
  /** Way it was passed on: wechat_friend, moments, weibo, link. */
  share_via: string | null
  /** What the person wrote with it. */
  share_message: string | null
  /** Who it was passed on to. */
  recipient: PersonRef | null
  /** Network or app: wechat, weibo, douyin, xiaohongshu, bilibili, or web, ios, android. */
  platform: string | null
  /** How the person came to it: feed, search, share, ad, profile. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** A person saw a post. */
export type PostViewed = {
  /** The post. */
  post_id: string
  /** article, note, picture, short_video or video. */
  post_kind: string | null
  /** What it is about. */
  topic: string | null
  /** Who published it. */
  author: PersonRef | null
  /** Product shown in it. */
  sku: string | null
  /** Time it was in sight; sent on leaving it. Unit: ms. */
  dwell_ms: number | null
  /** Share of a film that was watched; over 1 when watched again. Unit: fraction. */
  completion: number | null
  /** Network or app: wechat, weibo, douyin, xiaohongshu, bilibili, or web, ios, android. */
  platform: string | null
  /** How the person came to it: feed, search, share, ad, profile. */
  channel: string | null
  /** Marketing campaign that led here. */
  campaign: string | null
  /** Region of the person or the delivery, ISO 3166-2 such as CN-31. */
  region: string | null
  /** Shop or store it happened in; Segment's affiliation. */
  shop: string | null
  /** Visit it belongs to, made by the client; a new one begins after 30 minutes without activity. */
  session_id: string | null
  /** Whatever else was sent: JSON text of an object. Values that look like a phone, identity card, bank card or e-mail address are sealed. */
  properties: string
}

/** Payload of each event type; anything else is `custom`. */
export interface PayloadTypes {
  'ad.spent': AdSpent
  'campaign.sent': CampaignSent
  'consent.changed': ConsentChanged
  'coupon.issued': CouponIssued
  'coupon.redeemed': CouponRedeemed
  'customer.upserted': CustomerUpserted
  'membership.changed': MembershipChanged
  'survey.answered': SurveyAnswered
  'ticket.closed': TicketClosed
  'ticket.opened': TicketOpened
  'custom': Custom
  'cart.item_added': CartItemAdded
  'cart.item_removed': CartItemRemoved
  'checkout.started': CheckoutStarted
  'deploy.finished': DeployFinished
  'feature.used': FeatureUsed
  'inventory.changed': InventoryChanged
  'order.cancelled': OrderCancelled
  'order.created': OrderCreated
  'order.delivered': OrderDelivered
  'order.paid': OrderPaid
  'order.refunded': OrderRefunded
  'order.shipped': OrderShipped
  'page.viewed': PageViewed
  'payment.attempted': PaymentAttempted
  'payment.failed': PaymentFailed
  'payment.succeeded': PaymentSucceeded
  'product.searched': ProductSearched
  'product.updated': ProductUpdated
  'product.viewed': ProductViewed
  'server.sampled': ServerSampled
  'user.logged_in': UserLoggedIn
  'user.registered': UserRegistered
  'account.followed': AccountFollowed
  'invite.accepted': InviteAccepted
  'invite.sent': InviteSent
  'live.interacted': LiveInteracted
  'live.joined': LiveJoined
  'live.left': LiveLeft
  'post.commented': PostCommented
  'post.liked': PostLiked
  'post.shared': PostShared
  'post.viewed': PostViewed
}

const readAdSpent = (from: Reader): AdSpent => ({
  amount: from.string(),
  currency: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  account: from.some() ? from.string() : null,
  ad_group: from.some() ? from.string() : null,
  ad: from.some() ? from.string() : null,
  creative: from.some() ? from.string() : null,
  impressions: from.some() ? from.long() : null,
  clicks: from.some() ? from.long() : null,
  conversions: from.some() ? from.long() : null,
  period_start: from.some() ? from.long() : null,
  period_end: from.some() ? from.long() : null,
  platform: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  properties: from.string(),
})

const readCampaignSent = (from: Reader): CampaignSent => ({
  campaign: from.string(),
  channel: from.some() ? from.string() : null,
  message_id: from.some() ? from.string() : null,
  template: from.some() ? from.string() : null,
  variant: from.some() ? from.string() : null,
  status: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  properties: from.string(),
})

const readConsentChanged = (from: Reader): ConsentChanged => ({
  purpose: from.string(),
  status: from.symbol(ConsentStatus),
  policy_version: from.some() ? from.string() : null,
  method: from.some() ? from.string() : null,
  expires_at: from.some() ? from.long() : null,
  channel: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  properties: from.string(),
})

const readCouponIssued = (from: Reader): CouponIssued => ({
  coupon_id: from.string(),
  coupon_name: from.some() ? from.string() : null,
  template: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  threshold: from.some() ? from.string() : null,
  expires_at: from.some() ? from.long() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  room: from.some() ? from.string() : null,
  properties: from.string(),
})

const readCouponRedeemed = (from: Reader): CouponRedeemed => ({
  coupon_id: from.string(),
  coupon_name: from.some() ? from.string() : null,
  template: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  order_id: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  room: from.some() ? from.string() : null,
  properties: from.string(),
})

const readCustomerUpserted = (from: Reader): CustomerUpserted => ({
  name: from.some() ? from.string() : null,
  first_name: from.some() ? from.string() : null,
  last_name: from.some() ? from.string() : null,
  nickname: from.some() ? from.string() : null,
  username: from.some() ? from.string() : null,
  phone: from.some() ? from.string() : null,
  email: from.some() ? from.string() : null,
  id_card: from.some() ? from.string() : null,
  gender: from.some() ? from.string() : null,
  birthday: from.some() ? from.string() : null,
  age: from.some() ? from.int() : null,
  address: from.some() ? from.string() : null,
  postal_code: from.some() ? from.string() : null,
  city: from.some() ? from.string() : null,
  country: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  language: from.some() ? from.string() : null,
  timezone: from.some() ? from.string() : null,
  company: from.some() ? from.string() : null,
  title: from.some() ? from.string() : null,
  website: from.some() ? from.string() : null,
  avatar: from.some() ? from.string() : null,
  description: from.some() ? from.string() : null,
  tags: from.some() ? from.array(1, from => from.string()) : null,
  level: from.some() ? from.string() : null,
  owner: from.some() ? from.string() : null,
  created_at: from.some() ? from.long() : null,
  status: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  properties: from.string(),
})

const readMembershipChanged = (from: Reader): MembershipChanged => ({
  programme: from.some() ? from.string() : null,
  level: from.some() ? from.string() : null,
  previous_level: from.some() ? from.string() : null,
  status: from.some() ? from.string() : null,
  points: from.some() ? from.long() : null,
  points_change: from.some() ? from.long() : null,
  expires_at: from.some() ? from.long() : null,
  reason: from.some() ? from.string() : null,
  order_id: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  properties: from.string(),
})

const readSurveyAnswered = (from: Reader): SurveyAnswered => ({
  survey_id: from.string(),
  question_id: from.some() ? from.string() : null,
  score: from.some() ? from.int() : null,
  choices: from.some() ? from.array(1, from => from.string()) : null,
  answer: from.some() ? from.string() : null,
  answers: from.some() ? from.string() : null,
  order_id: from.some() ? from.string() : null,
  sku: from.some() ? from.string() : null,
  ticket_id: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  properties: from.string(),
})

const readTicketClosed = (from: Reader): TicketClosed => ({
  ticket_id: from.string(),
  category: from.some() ? from.string() : null,
  priority: from.some() ? from.string() : null,
  resolution: from.some() ? from.string() : null,
  text: from.some() ? from.string() : null,
  satisfaction: from.some() ? from.int() : null,
  handling_ms: from.some() ? from.long() : null,
  first_response_ms: from.some() ? from.long() : null,
  team: from.some() ? from.string() : null,
  status: from.some() ? from.string() : null,
  order_id: from.some() ? from.string() : null,
  sku: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  properties: from.string(),
})

const readTicketOpened = (from: Reader): TicketOpened => ({
  ticket_id: from.string(),
  category: from.some() ? from.string() : null,
  priority: from.some() ? from.string() : null,
  subject: from.some() ? from.string() : null,
  text: from.some() ? from.string() : null,
  status: from.some() ? from.string() : null,
  order_id: from.some() ? from.string() : null,
  sku: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  properties: from.string(),
})

const readCustom = (from: Reader): Custom => ({
  properties: from.string(),
})

const readCartItemAdded = (from: Reader): CartItemAdded => ({
  cart_id: from.some() ? from.string() : null,
  product_id: from.some() ? from.string() : null,
  sku: from.some() ? from.string() : null,
  category: from.some() ? from.string() : null,
  name: from.some() ? from.string() : null,
  brand: from.some() ? from.string() : null,
  variant: from.some() ? from.string() : null,
  price: from.some() ? from.string() : null,
  quantity: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  coupon: from.some() ? from.string() : null,
  position: from.some() ? from.int() : null,
  list_id: from.some() ? from.string() : null,
  url: from.some() ? from.string() : null,
  image_url: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  room: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readCartItemRemoved = (from: Reader): CartItemRemoved => ({
  cart_id: from.some() ? from.string() : null,
  product_id: from.some() ? from.string() : null,
  sku: from.some() ? from.string() : null,
  category: from.some() ? from.string() : null,
  name: from.some() ? from.string() : null,
  brand: from.some() ? from.string() : null,
  variant: from.some() ? from.string() : null,
  price: from.some() ? from.string() : null,
  quantity: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  coupon: from.some() ? from.string() : null,
  position: from.some() ? from.int() : null,
  list_id: from.some() ? from.string() : null,
  url: from.some() ? from.string() : null,
  image_url: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  room: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readItem = (from: Reader): Item => ({
  sku: from.some() ? from.string() : null,
  category: from.some() ? from.string() : null,
  quantity: from.some() ? from.string() : null,
  price: from.some() ? from.string() : null,
  discount: from.some() ? from.string() : null,
})

const readCheckoutStarted = (from: Reader): CheckoutStarted => ({
  checkout_id: from.some() ? from.string() : null,
  order_id: from.some() ? from.string() : null,
  cart_id: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  subtotal: from.some() ? from.string() : null,
  shipping: from.some() ? from.string() : null,
  tax: from.some() ? from.string() : null,
  discount: from.some() ? from.string() : null,
  coupon: from.some() ? from.string() : null,
  items: from.some() ? from.array(5, readItem) : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  room: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readDeployFinished = (from: Reader): DeployFinished => ({
  service: from.string(),
  version: from.some() ? from.string() : null,
  previous_version: from.some() ? from.string() : null,
  environment: from.some() ? from.string() : null,
  status: from.some() ? from.string() : null,
  commit: from.some() ? from.string() : null,
  url: from.some() ? from.string() : null,
  duration_ms: from.some() ? from.long() : null,
  region: from.some() ? from.string() : null,
  properties: from.string(),
})

const readFeatureUsed = (from: Reader): FeatureUsed => ({
  feature: from.string(),
  action: from.some() ? from.string() : null,
  success: from.some() ? from.boolean() : null,
  duration_ms: from.some() ? from.long() : null,
  app_version: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readInventoryChanged = (from: Reader): InventoryChanged => ({
  sku: from.string(),
  product_id: from.some() ? from.string() : null,
  category: from.some() ? from.string() : null,
  warehouse: from.some() ? from.string() : null,
  stock: from.some() ? from.string() : null,
  change: from.some() ? from.string() : null,
  reserved: from.some() ? from.string() : null,
  reason: from.some() ? from.string() : null,
  order_id: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  properties: from.string(),
})

const readOrderCancelled = (from: Reader): OrderCancelled => ({
  order_id: from.string(),
  amount: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  subtotal: from.some() ? from.string() : null,
  shipping: from.some() ? from.string() : null,
  tax: from.some() ? from.string() : null,
  discount: from.some() ? from.string() : null,
  coupon: from.some() ? from.string() : null,
  items: from.some() ? from.array(5, readItem) : null,
  reason: from.some() ? from.string() : null,
  cancelled_by: from.some() ? from.string() : null,
  status: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  room: from.some() ? from.string() : null,
  properties: from.string(),
})

const readOrderCreated = (from: Reader): OrderCreated => ({
  order_id: from.string(),
  checkout_id: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  subtotal: from.some() ? from.string() : null,
  shipping: from.some() ? from.string() : null,
  tax: from.some() ? from.string() : null,
  discount: from.some() ? from.string() : null,
  coupon: from.some() ? from.string() : null,
  items: from.some() ? from.array(5, readItem) : null,
  is_new_customer: from.some() ? from.boolean() : null,
  status: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  room: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readOrderDelivered = (from: Reader): OrderDelivered => ({
  order_id: from.string(),
  shipment_id: from.some() ? from.string() : null,
  carrier: from.some() ? from.string() : null,
  transit_ms: from.some() ? from.long() : null,
  status: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  properties: from.string(),
})

const readOrderPaid = (from: Reader): OrderPaid => ({
  order_id: from.string(),
  checkout_id: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  subtotal: from.some() ? from.string() : null,
  shipping: from.some() ? from.string() : null,
  tax: from.some() ? from.string() : null,
  discount: from.some() ? from.string() : null,
  coupon: from.some() ? from.string() : null,
  items: from.some() ? from.array(5, readItem) : null,
  is_new_customer: from.some() ? from.boolean() : null,
  payment_id: from.some() ? from.string() : null,
  payment_method: from.some() ? from.string() : null,
  status: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  room: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readOrderRefunded = (from: Reader): OrderRefunded => ({
  order_id: from.string(),
  refund_id: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  shipping: from.some() ? from.string() : null,
  tax: from.some() ? from.string() : null,
  coupon: from.some() ? from.string() : null,
  items: from.some() ? from.array(5, readItem) : null,
  is_full: from.some() ? from.boolean() : null,
  reason: from.some() ? from.string() : null,
  payment_method: from.some() ? from.string() : null,
  status: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  room: from.some() ? from.string() : null,
  properties: from.string(),
})

const readPersonRef = (from: Reader): PersonRef => ({
  type: from.string(),
  scope: from.string(),
  hash: from.fixed(16),
  usable: from.boolean(),
})

const readOrderShipped = (from: Reader): OrderShipped => ({
  order_id: from.string(),
  shipment_id: from.some() ? from.string() : null,
  items: from.some() ? from.array(5, readItem) : null,
  carrier: from.some() ? from.string() : null,
  tracking_number: from.some() ? from.string() : null,
  warehouse: from.some() ? from.string() : null,
  expected_at: from.some() ? from.long() : null,
  recipient: from.some() ? readPersonRef(from) : null,
  recipient_name: from.some() ? from.string() : null,
  recipient_phone: from.some() ? from.string() : null,
  address: from.some() ? from.string() : null,
  status: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  properties: from.string(),
})

const readPageViewed = (from: Reader): PageViewed => ({
  name: from.some() ? from.string() : null,
  category: from.some() ? from.string() : null,
  path: from.some() ? from.string() : null,
  title: from.some() ? from.string() : null,
  url: from.some() ? from.string() : null,
  search: from.some() ? from.string() : null,
  referrer: from.some() ? from.string() : null,
  referrer_domain: from.some() ? from.string() : null,
  keywords: from.some() ? from.array(1, from => from.string()) : null,
  session_page: from.some() ? from.int() : null,
  dwell_ms: from.some() ? from.long() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readPaymentAttempted = (from: Reader): PaymentAttempted => ({
  payment_id: from.some() ? from.string() : null,
  order_id: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  method: from.some() ? from.string() : null,
  bank: from.some() ? from.string() : null,
  attempt: from.some() ? from.int() : null,
  platform: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readPaymentFailed = (from: Reader): PaymentFailed => ({
  payment_id: from.some() ? from.string() : null,
  order_id: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  method: from.some() ? from.string() : null,
  bank: from.some() ? from.string() : null,
  attempt: from.some() ? from.int() : null,
  duration_ms: from.some() ? from.long() : null,
  error_code: from.some() ? from.string() : null,
  error_reason: from.some() ? from.string() : null,
  status: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readPaymentSucceeded = (from: Reader): PaymentSucceeded => ({
  payment_id: from.some() ? from.string() : null,
  order_id: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  fee: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  method: from.some() ? from.string() : null,
  bank: from.some() ? from.string() : null,
  attempt: from.some() ? from.int() : null,
  duration_ms: from.some() ? from.long() : null,
  status: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readProductSearched = (from: Reader): ProductSearched => ({
  query: from.some() ? from.string() : null,
  results: from.some() ? from.int() : null,
  category: from.some() ? from.string() : null,
  list_id: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readProductUpdated = (from: Reader): ProductUpdated => ({
  product_id: from.some() ? from.string() : null,
  sku: from.some() ? from.string() : null,
  category: from.some() ? from.string() : null,
  name: from.some() ? from.string() : null,
  brand: from.some() ? from.string() : null,
  variant: from.some() ? from.string() : null,
  price: from.some() ? from.string() : null,
  list_price: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  changed: from.some() ? from.array(1, from => from.string()) : null,
  status: from.some() ? from.string() : null,
  url: from.some() ? from.string() : null,
  image_url: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  properties: from.string(),
})

const readProductViewed = (from: Reader): ProductViewed => ({
  product_id: from.some() ? from.string() : null,
  sku: from.some() ? from.string() : null,
  category: from.some() ? from.string() : null,
  name: from.some() ? from.string() : null,
  brand: from.some() ? from.string() : null,
  variant: from.some() ? from.string() : null,
  price: from.some() ? from.string() : null,
  quantity: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  coupon: from.some() ? from.string() : null,
  position: from.some() ? from.int() : null,
  list_id: from.some() ? from.string() : null,
  url: from.some() ? from.string() : null,
  image_url: from.some() ? from.string() : null,
  dwell_ms: from.some() ? from.long() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  room: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readServerSampled = (from: Reader): ServerSampled => ({
  host: from.string(),
  service: from.some() ? from.string() : null,
  cpu: from.some() ? from.double() : null,
  load: from.some() ? from.double() : null,
  memory: from.some() ? from.double() : null,
  rps: from.some() ? from.double() : null,
  p95_ms: from.some() ? from.double() : null,
  error_rate: from.some() ? from.double() : null,
  connections: from.some() ? from.long() : null,
  status: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  properties: from.string(),
})

const readUserLoggedIn = (from: Reader): UserLoggedIn => ({
  method: from.some() ? from.string() : null,
  app_version: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readUserRegistered = (from: Reader): UserRegistered => ({
  method: from.some() ? from.string() : null,
  inviter: from.some() ? readPersonRef(from) : null,
  invite_id: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readAccountFollowed = (from: Reader): AccountFollowed => ({
  account: from.some() ? readPersonRef(from) : null,
  account_kind: from.some() ? from.string() : null,
  room: from.some() ? from.string() : null,
  post_id: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readInviteAccepted = (from: Reader): InviteAccepted => ({
  invite_id: from.some() ? from.string() : null,
  inviter: from.some() ? readPersonRef(from) : null,
  is_new_user: from.some() ? from.boolean() : null,
  share_via: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  room: from.some() ? from.string() : null,
  properties: from.string(),
})

const readInviteSent = (from: Reader): InviteSent => ({
  invite_id: from.some() ? from.string() : null,
  invitee: from.some() ? readPersonRef(from) : null,
  text: from.some() ? from.string() : null,
  share_via: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  room: from.some() ? from.string() : null,
  properties: from.string(),
})

const readLiveInteracted = (from: Reader): LiveInteracted => ({
  room: from.string(),
  streamer: from.some() ? readPersonRef(from) : null,
  live_id: from.some() ? from.string() : null,
  kind: from.symbol(InteractionKind),
  comment: from.some() ? from.string() : null,
  sku: from.some() ? from.string() : null,
  coupon_id: from.some() ? from.string() : null,
  gift: from.some() ? from.string() : null,
  quantity: from.some() ? from.string() : null,
  amount: from.some() ? from.string() : null,
  currency: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readLiveJoined = (from: Reader): LiveJoined => ({
  room: from.string(),
  streamer: from.some() ? readPersonRef(from) : null,
  live_id: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readLiveLeft = (from: Reader): LiveLeft => ({
  room: from.string(),
  streamer: from.some() ? readPersonRef(from) : null,
  live_id: from.some() ? from.string() : null,
  dwell_ms: from.some() ? from.long() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readPostCommented = (from: Reader): PostCommented => ({
  post_id: from.string(),
  post_kind: from.some() ? from.string() : null,
  topic: from.some() ? from.string() : null,
  author: from.some() ? readPersonRef(from) : null,
  sku: from.some() ? from.string() : null,
  comment_id: from.some() ? from.string() : null,
  parent_id: from.some() ? from.string() : null,
  comment: from.some() ? from.string() : null,
  sentiment: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readPostLiked = (from: Reader): PostLiked => ({
  post_id: from.string(),
  post_kind: from.some() ? from.string() : null,
  topic: from.some() ? from.string() : null,
  author: from.some() ? readPersonRef(from) : null,
  sku: from.some() ? from.string() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readPostShared = (from: Reader): PostShared => ({
  post_id: from.string(),
  post_kind: from.some() ? from.string() : null,
  topic: from.some() ? from.string() : null,
  author: from.some() ? readPersonRef(from) : null,
  sku: from.some() ? from.string() : null,
  share_via: from.some() ? from.string() : null,
  share_message: from.some() ? from.string() : null,
  recipient: from.some() ? readPersonRef(from) : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const readPostViewed = (from: Reader): PostViewed => ({
  post_id: from.string(),
  post_kind: from.some() ? from.string() : null,
  topic: from.some() ? from.string() : null,
  author: from.some() ? readPersonRef(from) : null,
  sku: from.some() ? from.string() : null,
  dwell_ms: from.some() ? from.long() : null,
  completion: from.some() ? from.double() : null,
  platform: from.some() ? from.string() : null,
  channel: from.some() ? from.string() : null,
  campaign: from.some() ? from.string() : null,
  region: from.some() ? from.string() : null,
  shop: from.some() ? from.string() : null,
  session_id: from.some() ? from.string() : null,
  properties: from.string(),
})

const writeAdSpent = (to: Writer, value: AdSpent): void => {
  to.string(value.amount)
  to.optionalString(value.currency)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.account)
  to.optionalString(value.ad_group)
  to.optionalString(value.ad)
  to.optionalString(value.creative)
  if (value.impressions === null || value.impressions === undefined) to.none()
  else {
    to.some()
    to.long(value.impressions)
  }
  if (value.clicks === null || value.clicks === undefined) to.none()
  else {
    to.some()
    to.long(value.clicks)
  }
  if (value.conversions === null || value.conversions === undefined) to.none()
  else {
    to.some()
    to.long(value.conversions)
  }
  if (value.period_start === null || value.period_start === undefined) to.none()
  else {
    to.some()
    to.long(value.period_start)
  }
  if (value.period_end === null || value.period_end === undefined) to.none()
  else {
    to.some()
    to.long(value.period_end)
  }
  to.optionalString(value.platform)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.string(value.properties ?? "{}")
}

const writeCampaignSent = (to: Writer, value: CampaignSent): void => {
  to.string(value.campaign)
  to.optionalString(value.channel)
  to.optionalString(value.message_id)
  to.optionalString(value.template)
  to.optionalString(value.variant)
  to.optionalString(value.status)
  to.optionalString(value.amount)
  to.optionalString(value.currency)
  to.optionalString(value.platform)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.string(value.properties ?? "{}")
}

const writeConsentChanged = (to: Writer, value: ConsentChanged): void => {
  to.string(value.purpose)
  to.symbol(ConsentStatus, value.status)
  to.optionalString(value.policy_version)
  to.optionalString(value.method)
  if (value.expires_at === null || value.expires_at === undefined) to.none()
  else {
    to.some()
    to.long(value.expires_at)
  }
  to.optionalString(value.channel)
  to.optionalString(value.platform)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.string(value.properties ?? "{}")
}

const writeCouponIssued = (to: Writer, value: CouponIssued): void => {
  to.string(value.coupon_id)
  to.optionalString(value.coupon_name)
  to.optionalString(value.template)
  to.optionalString(value.amount)
  to.optionalString(value.currency)
  to.optionalString(value.threshold)
  if (value.expires_at === null || value.expires_at === undefined) to.none()
  else {
    to.some()
    to.long(value.expires_at)
  }
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.platform)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.room)
  to.string(value.properties ?? "{}")
}

const writeCouponRedeemed = (to: Writer, value: CouponRedeemed): void => {
  to.string(value.coupon_id)
  to.optionalString(value.coupon_name)
  to.optionalString(value.template)
  to.optionalString(value.amount)
  to.optionalString(value.currency)
  to.optionalString(value.order_id)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.platform)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.room)
  to.string(value.properties ?? "{}")
}

const writeCustomerUpserted = (to: Writer, value: CustomerUpserted): void => {
  to.none() // name is sealed
  to.none() // first_name is sealed
  to.none() // last_name is sealed
  to.none() // nickname is sealed
  to.none() // username is sealed
  to.none() // phone is sealed
  to.none() // email is sealed
  to.none() // id_card is sealed
  to.none() // gender is sealed
  to.none() // birthday is sealed
  to.none() // age is sealed
  to.none() // address is sealed
  to.none() // postal_code is sealed
  to.none() // city is sealed
  to.optionalString(value.country)
  to.optionalString(value.region)
  to.optionalString(value.language)
  to.optionalString(value.timezone)
  to.none() // company is sealed
  to.none() // title is sealed
  to.none() // website is sealed
  to.none() // avatar is sealed
  to.none() // description is sealed
  if (value.tags === null || value.tags === undefined) to.none()
  else {
    to.some()
    to.array(value.tags, (to, value) => { to.string(value) })
  }
  to.optionalString(value.level)
  to.optionalString(value.owner)
  if (value.created_at === null || value.created_at === undefined) to.none()
  else {
    to.some()
    to.long(value.created_at)
  }
  to.optionalString(value.status)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.platform)
  to.optionalString(value.shop)
  to.string(value.properties ?? "{}")
}

const writeMembershipChanged = (to: Writer, value: MembershipChanged): void => {
  to.optionalString(value.programme)
  to.optionalString(value.level)
  to.optionalString(value.previous_level)
  to.optionalString(value.status)
  if (value.points === null || value.points === undefined) to.none()
  else {
    to.some()
    to.long(value.points)
  }
  if (value.points_change === null || value.points_change === undefined) to.none()
  else {
    to.some()
    to.long(value.points_change)
  }
  if (value.expires_at === null || value.expires_at === undefined) to.none()
  else {
    to.some()
    to.long(value.expires_at)
  }
  to.optionalString(value.reason)
  to.optionalString(value.order_id)
  to.optionalString(value.channel)
  to.optionalString(value.platform)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.string(value.properties ?? "{}")
}

const writeSurveyAnswered = (to: Writer, value: SurveyAnswered): void => {
  to.string(value.survey_id)
  to.optionalString(value.question_id)
  if (value.score === null || value.score === undefined) to.none()
  else {
    to.some()
    to.int(value.score)
  }
  if (value.choices === null || value.choices === undefined) to.none()
  else {
    to.some()
    to.array(value.choices, (to, value) => { to.string(value) })
  }
  to.none() // answer is sealed
  to.none() // answers is sealed
  to.optionalString(value.order_id)
  to.optionalString(value.sku)
  to.optionalString(value.ticket_id)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.platform)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.string(value.properties ?? "{}")
}

const writeTicketClosed = (to: Writer, value: TicketClosed): void => {
  to.string(value.ticket_id)
  to.optionalString(value.category)
  to.optionalString(value.priority)
  to.optionalString(value.resolution)
  to.none() // text is sealed
  if (value.satisfaction === null || value.satisfaction === undefined) to.none()
  else {
    to.some()
    to.int(value.satisfaction)
  }
  if (value.handling_ms === null || value.handling_ms === undefined) to.none()
  else {
    to.some()
    to.long(value.handling_ms)
  }
  if (value.first_response_ms === null || value.first_response_ms === undefined) to.none()
  else {
    to.some()
    to.long(value.first_response_ms)
  }
  to.optionalString(value.team)
  to.optionalString(value.status)
  to.optionalString(value.order_id)
  to.optionalString(value.sku)
  to.optionalString(value.channel)
  to.optionalString(value.platform)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.string(value.properties ?? "{}")
}

const writeTicketOpened = (to: Writer, value: TicketOpened): void => {
  to.string(value.ticket_id)
  to.optionalString(value.category)
  to.optionalString(value.priority)
  to.none() // subject is sealed
  to.none() // text is sealed
  to.optionalString(value.status)
  to.optionalString(value.order_id)
  to.optionalString(value.sku)
  to.optionalString(value.channel)
  to.optionalString(value.platform)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.string(value.properties ?? "{}")
}

const writeCustom = (to: Writer, value: Custom): void => {
  to.string(value.properties ?? "{}")
}

const writeCartItemAdded = (to: Writer, value: CartItemAdded): void => {
  to.optionalString(value.cart_id)
  to.optionalString(value.product_id)
  to.optionalString(value.sku)
  to.optionalString(value.category)
  to.optionalString(value.name)
  to.optionalString(value.brand)
  to.optionalString(value.variant)
  to.optionalString(value.price)
  to.optionalString(value.quantity)
  to.optionalString(value.currency)
  to.optionalString(value.amount)
  to.optionalString(value.coupon)
  if (value.position === null || value.position === undefined) to.none()
  else {
    to.some()
    to.int(value.position)
  }
  to.optionalString(value.list_id)
  to.none() // url is sealed
  to.optionalString(value.image_url)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.room)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeCartItemRemoved = (to: Writer, value: CartItemRemoved): void => {
  to.optionalString(value.cart_id)
  to.optionalString(value.product_id)
  to.optionalString(value.sku)
  to.optionalString(value.category)
  to.optionalString(value.name)
  to.optionalString(value.brand)
  to.optionalString(value.variant)
  to.optionalString(value.price)
  to.optionalString(value.quantity)
  to.optionalString(value.currency)
  to.optionalString(value.amount)
  to.optionalString(value.coupon)
  if (value.position === null || value.position === undefined) to.none()
  else {
    to.some()
    to.int(value.position)
  }
  to.optionalString(value.list_id)
  to.none() // url is sealed
  to.optionalString(value.image_url)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.room)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeItem = (to: Writer, value: Item): void => {
  to.optionalString(value.sku)
  to.optionalString(value.category)
  to.optionalString(value.quantity)
  to.optionalString(value.price)
  to.optionalString(value.discount)
}

const writeCheckoutStarted = (to: Writer, value: CheckoutStarted): void => {
  to.optionalString(value.checkout_id)
  to.optionalString(value.order_id)
  to.optionalString(value.cart_id)
  to.optionalString(value.amount)
  to.optionalString(value.currency)
  to.optionalString(value.subtotal)
  to.optionalString(value.shipping)
  to.optionalString(value.tax)
  to.optionalString(value.discount)
  to.optionalString(value.coupon)
  if (value.items === null || value.items === undefined) to.none()
  else {
    to.some()
    to.array(value.items, writeItem)
  }
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.room)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeDeployFinished = (to: Writer, value: DeployFinished): void => {
  to.string(value.service)
  to.optionalString(value.version)
  to.optionalString(value.previous_version)
  to.optionalString(value.environment)
  to.optionalString(value.status)
  to.optionalString(value.commit)
  to.optionalString(value.url)
  if (value.duration_ms === null || value.duration_ms === undefined) to.none()
  else {
    to.some()
    to.long(value.duration_ms)
  }
  to.optionalString(value.region)
  to.string(value.properties ?? "{}")
}

const writeFeatureUsed = (to: Writer, value: FeatureUsed): void => {
  to.string(value.feature)
  to.optionalString(value.action)
  if (value.success === null || value.success === undefined) to.none()
  else {
    to.some()
    to.boolean(value.success)
  }
  if (value.duration_ms === null || value.duration_ms === undefined) to.none()
  else {
    to.some()
    to.long(value.duration_ms)
  }
  to.optionalString(value.app_version)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeInventoryChanged = (to: Writer, value: InventoryChanged): void => {
  to.string(value.sku)
  to.optionalString(value.product_id)
  to.optionalString(value.category)
  to.optionalString(value.warehouse)
  to.optionalString(value.stock)
  to.optionalString(value.change)
  to.optionalString(value.reserved)
  to.optionalString(value.reason)
  to.optionalString(value.order_id)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.string(value.properties ?? "{}")
}

const writeOrderCancelled = (to: Writer, value: OrderCancelled): void => {
  to.string(value.order_id)
  to.optionalString(value.amount)
  to.optionalString(value.currency)
  to.optionalString(value.subtotal)
  to.optionalString(value.shipping)
  to.optionalString(value.tax)
  to.optionalString(value.discount)
  to.optionalString(value.coupon)
  if (value.items === null || value.items === undefined) to.none()
  else {
    to.some()
    to.array(value.items, writeItem)
  }
  to.optionalString(value.reason)
  to.optionalString(value.cancelled_by)
  to.optionalString(value.status)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.room)
  to.string(value.properties ?? "{}")
}

const writeOrderCreated = (to: Writer, value: OrderCreated): void => {
  to.string(value.order_id)
  to.optionalString(value.checkout_id)
  to.optionalString(value.amount)
  to.optionalString(value.currency)
  to.optionalString(value.subtotal)
  to.optionalString(value.shipping)
  to.optionalString(value.tax)
  to.optionalString(value.discount)
  to.optionalString(value.coupon)
  if (value.items === null || value.items === undefined) to.none()
  else {
    to.some()
    to.array(value.items, writeItem)
  }
  if (value.is_new_customer === null || value.is_new_customer === undefined) to.none()
  else {
    to.some()
    to.boolean(value.is_new_customer)
  }
  to.optionalString(value.status)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.room)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeOrderDelivered = (to: Writer, value: OrderDelivered): void => {
  to.string(value.order_id)
  to.optionalString(value.shipment_id)
  to.optionalString(value.carrier)
  if (value.transit_ms === null || value.transit_ms === undefined) to.none()
  else {
    to.some()
    to.long(value.transit_ms)
  }
  to.optionalString(value.status)
  to.optionalString(value.platform)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.string(value.properties ?? "{}")
}

const writeOrderPaid = (to: Writer, value: OrderPaid): void => {
  to.string(value.order_id)
  to.optionalString(value.checkout_id)
  to.optionalString(value.amount)
  to.optionalString(value.currency)
  to.optionalString(value.subtotal)
  to.optionalString(value.shipping)
  to.optionalString(value.tax)
  to.optionalString(value.discount)
  to.optionalString(value.coupon)
  if (value.items === null || value.items === undefined) to.none()
  else {
    to.some()
    to.array(value.items, writeItem)
  }
  if (value.is_new_customer === null || value.is_new_customer === undefined) to.none()
  else {
    to.some()
    to.boolean(value.is_new_customer)
  }
  to.optionalString(value.payment_id)
  to.optionalString(value.payment_method)
  to.optionalString(value.status)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.room)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeOrderRefunded = (to: Writer, value: OrderRefunded): void => {
  to.string(value.order_id)
  to.optionalString(value.refund_id)
  to.optionalString(value.amount)
  to.optionalString(value.currency)
  to.optionalString(value.shipping)
  to.optionalString(value.tax)
  to.optionalString(value.coupon)
  if (value.items === null || value.items === undefined) to.none()
  else {
    to.some()
    to.array(value.items, writeItem)
  }
  if (value.is_full === null || value.is_full === undefined) to.none()
  else {
    to.some()
    to.boolean(value.is_full)
  }
  to.optionalString(value.reason)
  to.optionalString(value.payment_method)
  to.optionalString(value.status)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.room)
  to.string(value.properties ?? "{}")
}

const writePersonRef = (to: Writer, value: PersonRef): void => {
  to.string(value.type)
  to.string(value.scope ?? "")
  to.fixed(value.hash, 16)
  to.boolean(value.usable)
}

const writeOrderShipped = (to: Writer, value: OrderShipped): void => {
  to.string(value.order_id)
  to.optionalString(value.shipment_id)
  if (value.items === null || value.items === undefined) to.none()
  else {
    to.some()
    to.array(value.items, writeItem)
  }
  to.optionalString(value.carrier)
  to.none() // tracking_number is sealed
  to.optionalString(value.warehouse)
  if (value.expected_at === null || value.expected_at === undefined) to.none()
  else {
    to.some()
    to.long(value.expected_at)
  }
  if (value.recipient === null || value.recipient === undefined) to.none()
  else {
    to.some()
    writePersonRef(to, value.recipient)
  }
  to.none() // recipient_name is sealed
  to.none() // recipient_phone is sealed
  to.none() // address is sealed
  to.optionalString(value.status)
  to.optionalString(value.platform)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.string(value.properties ?? "{}")
}

const writePageViewed = (to: Writer, value: PageViewed): void => {
  to.optionalString(value.name)
  to.optionalString(value.category)
  to.optionalString(value.path)
  to.optionalString(value.title)
  to.none() // url is sealed
  to.none() // search is sealed
  to.none() // referrer is sealed
  to.optionalString(value.referrer_domain)
  if (value.keywords === null || value.keywords === undefined) to.none()
  else {
    to.some()
    to.array(value.keywords, (to, value) => { to.string(value) })
  }
  if (value.session_page === null || value.session_page === undefined) to.none()
  else {
    to.some()
    to.int(value.session_page)
  }
  if (value.dwell_ms === null || value.dwell_ms === undefined) to.none()
  else {
    to.some()
    to.long(value.dwell_ms)
  }
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writePaymentAttempted = (to: Writer, value: PaymentAttempted): void => {
  to.optionalString(value.payment_id)
  to.optionalString(value.order_id)
  to.optionalString(value.amount)
  to.optionalString(value.currency)
  to.optionalString(value.channel)
  to.optionalString(value.method)
  to.optionalString(value.bank)
  if (value.attempt === null || value.attempt === undefined) to.none()
  else {
    to.some()
    to.int(value.attempt)
  }
  to.optionalString(value.platform)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writePaymentFailed = (to: Writer, value: PaymentFailed): void => {
  to.optionalString(value.payment_id)
  to.optionalString(value.order_id)
  to.optionalString(value.amount)
  to.optionalString(value.currency)
  to.optionalString(value.channel)
  to.optionalString(value.method)
  to.optionalString(value.bank)
  if (value.attempt === null || value.attempt === undefined) to.none()
  else {
    to.some()
    to.int(value.attempt)
  }
  if (value.duration_ms === null || value.duration_ms === undefined) to.none()
  else {
    to.some()
    to.long(value.duration_ms)
  }
  to.optionalString(value.error_code)
  to.optionalString(value.error_reason)
  to.optionalString(value.status)
  to.optionalString(value.platform)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writePaymentSucceeded = (to: Writer, value: PaymentSucceeded): void => {
  to.optionalString(value.payment_id)
  to.optionalString(value.order_id)
  to.optionalString(value.amount)
  to.optionalString(value.currency)
  to.optionalString(value.fee)
  to.optionalString(value.channel)
  to.optionalString(value.method)
  to.optionalString(value.bank)
  if (value.attempt === null || value.attempt === undefined) to.none()
  else {
    to.some()
    to.int(value.attempt)
  }
  if (value.duration_ms === null || value.duration_ms === undefined) to.none()
  else {
    to.some()
    to.long(value.duration_ms)
  }
  to.optionalString(value.status)
  to.optionalString(value.platform)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeProductSearched = (to: Writer, value: ProductSearched): void => {
  to.optionalString(value.query)
  if (value.results === null || value.results === undefined) to.none()
  else {
    to.some()
    to.int(value.results)
  }
  to.optionalString(value.category)
  to.optionalString(value.list_id)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeProductUpdated = (to: Writer, value: ProductUpdated): void => {
  to.optionalString(value.product_id)
  to.optionalString(value.sku)
  to.optionalString(value.category)
  to.optionalString(value.name)
  to.optionalString(value.brand)
  to.optionalString(value.variant)
  to.optionalString(value.price)
  to.optionalString(value.list_price)
  to.optionalString(value.currency)
  if (value.changed === null || value.changed === undefined) to.none()
  else {
    to.some()
    to.array(value.changed, (to, value) => { to.string(value) })
  }
  to.optionalString(value.status)
  to.optionalString(value.url)
  to.optionalString(value.image_url)
  to.optionalString(value.platform)
  to.optionalString(value.shop)
  to.string(value.properties ?? "{}")
}

const writeProductViewed = (to: Writer, value: ProductViewed): void => {
  to.optionalString(value.product_id)
  to.optionalString(value.sku)
  to.optionalString(value.category)
  to.optionalString(value.name)
  to.optionalString(value.brand)
  to.optionalString(value.variant)
  to.optionalString(value.price)
  to.optionalString(value.quantity)
  to.optionalString(value.currency)
  to.optionalString(value.amount)
  to.optionalString(value.coupon)
  if (value.position === null || value.position === undefined) to.none()
  else {
    to.some()
    to.int(value.position)
  }
  to.optionalString(value.list_id)
  to.none() // url is sealed
  to.optionalString(value.image_url)
  if (value.dwell_ms === null || value.dwell_ms === undefined) to.none()
  else {
    to.some()
    to.long(value.dwell_ms)
  }
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.room)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeServerSampled = (to: Writer, value: ServerSampled): void => {
  to.string(value.host)
  to.optionalString(value.service)
  if (value.cpu === null || value.cpu === undefined) to.none()
  else {
    to.some()
    to.double(value.cpu)
  }
  if (value.load === null || value.load === undefined) to.none()
  else {
    to.some()
    to.double(value.load)
  }
  if (value.memory === null || value.memory === undefined) to.none()
  else {
    to.some()
    to.double(value.memory)
  }
  if (value.rps === null || value.rps === undefined) to.none()
  else {
    to.some()
    to.double(value.rps)
  }
  if (value.p95_ms === null || value.p95_ms === undefined) to.none()
  else {
    to.some()
    to.double(value.p95_ms)
  }
  if (value.error_rate === null || value.error_rate === undefined) to.none()
  else {
    to.some()
    to.double(value.error_rate)
  }
  if (value.connections === null || value.connections === undefined) to.none()
  else {
    to.some()
    to.long(value.connections)
  }
  to.optionalString(value.status)
  to.optionalString(value.region)
  to.string(value.properties ?? "{}")
}

const writeUserLoggedIn = (to: Writer, value: UserLoggedIn): void => {
  to.optionalString(value.method)
  to.optionalString(value.app_version)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeUserRegistered = (to: Writer, value: UserRegistered): void => {
  to.optionalString(value.method)
  if (value.inviter === null || value.inviter === undefined) to.none()
  else {
    to.some()
    writePersonRef(to, value.inviter)
  }
  to.optionalString(value.invite_id)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeAccountFollowed = (to: Writer, value: AccountFollowed): void => {
  if (value.account === null || value.account === undefined) to.none()
  else {
    to.some()
    writePersonRef(to, value.account)
  }
  to.optionalString(value.account_kind)
  to.optionalString(value.room)
  to.optionalString(value.post_id)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeInviteAccepted = (to: Writer, value: InviteAccepted): void => {
  to.optionalString(value.invite_id)
  if (value.inviter === null || value.inviter === undefined) to.none()
  else {
    to.some()
    writePersonRef(to, value.inviter)
  }
  if (value.is_new_user === null || value.is_new_user === undefined) to.none()
  else {
    to.some()
    to.boolean(value.is_new_user)
  }
  to.optionalString(value.share_via)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.room)
  to.string(value.properties ?? "{}")
}

const writeInviteSent = (to: Writer, value: InviteSent): void => {
  to.optionalString(value.invite_id)
  if (value.invitee === null || value.invitee === undefined) to.none()
  else {
    to.some()
    writePersonRef(to, value.invitee)
  }
  to.none() // text is sealed
  to.optionalString(value.share_via)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.room)
  to.string(value.properties ?? "{}")
}

const writeLiveInteracted = (to: Writer, value: LiveInteracted): void => {
  to.string(value.room)
  if (value.streamer === null || value.streamer === undefined) to.none()
  else {
    to.some()
    writePersonRef(to, value.streamer)
  }
  to.optionalString(value.live_id)
  to.symbol(InteractionKind, value.kind)
  to.none() // comment is sealed
  to.optionalString(value.sku)
  to.optionalString(value.coupon_id)
  to.optionalString(value.gift)
  to.optionalString(value.quantity)
  to.optionalString(value.amount)
  to.optionalString(value.currency)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeLiveJoined = (to: Writer, value: LiveJoined): void => {
  to.string(value.room)
  if (value.streamer === null || value.streamer === undefined) to.none()
  else {
    to.some()
    writePersonRef(to, value.streamer)
  }
  to.optionalString(value.live_id)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writeLiveLeft = (to: Writer, value: LiveLeft): void => {
  to.string(value.room)
  if (value.streamer === null || value.streamer === undefined) to.none()
  else {
    to.some()
    writePersonRef(to, value.streamer)
  }
  to.optionalString(value.live_id)
  if (value.dwell_ms === null || value.dwell_ms === undefined) to.none()
  else {
    to.some()
    to.long(value.dwell_ms)
  }
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writePostCommented = (to: Writer, value: PostCommented): void => {
  to.string(value.post_id)
  to.optionalString(value.post_kind)
  to.optionalString(value.topic)
  if (value.author === null || value.author === undefined) to.none()
  else {
    to.some()
    writePersonRef(to, value.author)
  }
  to.optionalString(value.sku)
  to.optionalString(value.comment_id)
  to.optionalString(value.parent_id)
  to.none() // comment is sealed
  to.optionalString(value.sentiment)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writePostLiked = (to: Writer, value: PostLiked): void => {
  to.string(value.post_id)
  to.optionalString(value.post_kind)
  to.optionalString(value.topic)
  if (value.author === null || value.author === undefined) to.none()
  else {
    to.some()
    writePersonRef(to, value.author)
  }
  to.optionalString(value.sku)
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writePostShared = (to: Writer, value: PostShared): void => {
  to.string(value.post_id)
  to.optionalString(value.post_kind)
  to.optionalString(value.topic)
  if (value.author === null || value.author === undefined) to.none()
  else {
    to.some()
    writePersonRef(to, value.author)
  }
  to.optionalString(value.sku)
  to.optionalString(value.share_via)
  to.none() // share_message is sealed
  if (value.recipient === null || value.recipient === undefined) to.none()
  else {
    to.some()
    writePersonRef(to, value.recipient)
  }
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

const writePostViewed = (to: Writer, value: PostViewed): void => {
  to.string(value.post_id)
  to.optionalString(value.post_kind)
  to.optionalString(value.topic)
  if (value.author === null || value.author === undefined) to.none()
  else {
    to.some()
    writePersonRef(to, value.author)
  }
  to.optionalString(value.sku)
  if (value.dwell_ms === null || value.dwell_ms === undefined) to.none()
  else {
    to.some()
    to.long(value.dwell_ms)
  }
  if (value.completion === null || value.completion === undefined) to.none()
  else {
    to.some()
    to.double(value.completion)
  }
  to.optionalString(value.platform)
  to.optionalString(value.channel)
  to.optionalString(value.campaign)
  to.optionalString(value.region)
  to.optionalString(value.shop)
  to.optionalString(value.session_id)
  to.string(value.properties ?? "{}")
}

export const payloadCodecs: readonly PayloadCodec[] = [
  { file: 'crm/ad.spent.v1.avsc', read: from => readAdSpent(from), write: writeAdSpent },
  { file: 'crm/campaign.sent.v1.avsc', read: from => readCampaignSent(from), write: writeCampaignSent },
  { file: 'crm/consent.changed.v1.avsc', read: from => readConsentChanged(from), write: writeConsentChanged },
  { file: 'crm/coupon.issued.v1.avsc', read: from => readCouponIssued(from), write: writeCouponIssued },
  { file: 'crm/coupon.redeemed.v1.avsc', read: from => readCouponRedeemed(from), write: writeCouponRedeemed },
  { file: 'crm/customer.upserted.v1.avsc', read: from => readCustomerUpserted(from), write: writeCustomerUpserted },
  { file: 'crm/membership.changed.v1.avsc', read: from => readMembershipChanged(from), write: writeMembershipChanged },
  { file: 'crm/survey.answered.v1.avsc', read: from => readSurveyAnswered(from), write: writeSurveyAnswered },
  { file: 'crm/ticket.closed.v1.avsc', read: from => readTicketClosed(from), write: writeTicketClosed },
  { file: 'crm/ticket.opened.v1.avsc', read: from => readTicketOpened(from), write: writeTicketOpened },
  { file: 'custom.v1.avsc', read: from => readCustom(from), write: writeCustom },
  { file: 'platform/cart.item_added.v1.avsc', read: from => readCartItemAdded(from), write: writeCartItemAdded },
  { file: 'platform/cart.item_removed.v1.avsc', read: from => readCartItemRemoved(from), write: writeCartItemRemoved },
  { file: 'platform/checkout.started.v1.avsc', read: from => readCheckoutStarted(from), write: writeCheckoutStarted },
  { file: 'platform/deploy.finished.v1.avsc', read: from => readDeployFinished(from), write: writeDeployFinished },
  { file: 'platform/feature.used.v1.avsc', read: from => readFeatureUsed(from), write: writeFeatureUsed },
  { file: 'platform/inventory.changed.v1.avsc', read: from => readInventoryChanged(from), write: writeInventoryChanged },
  { file: 'platform/order.cancelled.v1.avsc', read: from => readOrderCancelled(from), write: writeOrderCancelled },
  { file: 'platform/order.created.v1.avsc', read: from => readOrderCreated(from), write: writeOrderCreated },
  { file: 'platform/order.delivered.v1.avsc', read: from => readOrderDelivered(from), write: writeOrderDelivered },
  { file: 'platform/order.paid.v1.avsc', read: from => readOrderPaid(from), write: writeOrderPaid },
  { file: 'platform/order.refunded.v1.avsc', read: from => readOrderRefunded(from), write: writeOrderRefunded },
  { file: 'platform/order.shipped.v1.avsc', read: from => readOrderShipped(from), write: writeOrderShipped },
  { file: 'platform/page.viewed.v1.avsc', read: from => readPageViewed(from), write: writePageViewed },
  { file: 'platform/payment.attempted.v1.avsc', read: from => readPaymentAttempted(from), write: writePaymentAttempted },
  { file: 'platform/payment.failed.v1.avsc', read: from => readPaymentFailed(from), write: writePaymentFailed },
  { file: 'platform/payment.succeeded.v1.avsc', read: from => readPaymentSucceeded(from), write: writePaymentSucceeded },
  { file: 'platform/product.searched.v1.avsc', read: from => readProductSearched(from), write: writeProductSearched },
  { file: 'platform/product.updated.v1.avsc', read: from => readProductUpdated(from), write: writeProductUpdated },
  { file: 'platform/product.viewed.v1.avsc', read: from => readProductViewed(from), write: writeProductViewed },
  { file: 'platform/server.sampled.v1.avsc', read: from => readServerSampled(from), write: writeServerSampled },
  { file: 'platform/user.logged_in.v1.avsc', read: from => readUserLoggedIn(from), write: writeUserLoggedIn },
  { file: 'platform/user.registered.v1.avsc', read: from => readUserRegistered(from), write: writeUserRegistered },
  { file: 'social/account.followed.v1.avsc', read: from => readAccountFollowed(from), write: writeAccountFollowed },
  { file: 'social/invite.accepted.v1.avsc', read: from => readInviteAccepted(from), write: writeInviteAccepted },
  { file: 'social/invite.sent.v1.avsc', read: from => readInviteSent(from), write: writeInviteSent },
  { file: 'social/live.interacted.v1.avsc', read: from => readLiveInteracted(from), write: writeLiveInteracted },
  { file: 'social/live.joined.v1.avsc', read: from => readLiveJoined(from), write: writeLiveJoined },
  { file: 'social/live.left.v1.avsc', read: from => readLiveLeft(from), write: writeLiveLeft },
  { file: 'social/post.commented.v1.avsc', read: from => readPostCommented(from), write: writePostCommented },
  { file: 'social/post.liked.v1.avsc', read: from => readPostLiked(from), write: writePostLiked },
  { file: 'social/post.shared.v1.avsc', read: from => readPostShared(from), write: writePostShared },
  { file: 'social/post.viewed.v1.avsc', read: from => readPostViewed(from), write: writePostViewed },
]
