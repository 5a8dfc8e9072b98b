import { eventTypes } from '@weir/event'
import { maskText } from '@weir/privacy'

/** Segment's e-commerce and B2B names whose meaning is that of a type of ours; others keep theirs as custom.<name>. */
const segmentNames: Record<string, string> = {
  'products searched': 'product.searched',
  'product searched': 'product.searched',
  'product viewed': 'product.viewed',
  'product added': 'cart.item_added',
  'product added to cart': 'cart.item_added',
  'product removed': 'cart.item_removed',
  'product removed from cart': 'cart.item_removed',
  'checkout started': 'checkout.started',
  'order placed': 'order.created',
  'order submitted': 'order.created',
  'order completed': 'order.paid',
  'completed order': 'order.paid',
  'order canceled': 'order.cancelled',
  'order fulfilled': 'order.shipped',
  'coupon applied': 'coupon.redeemed',
  'payment completed': 'payment.succeeded',
  'signed up': 'user.registered',
  'account created': 'user.registered',
  'signed in': 'user.logged_in',
  'logged in': 'user.logged_in',
  'page viewed': 'page.viewed',
  'screen viewed': 'page.viewed',
  'viewed product': 'product.viewed',
  'added product': 'cart.item_added',
  'removed product': 'cart.item_removed',
}

const longestSlug = 64
const longestName = 256
const rememberedNames = 10_000

/** `order.paid` is known as itself, as `Order Paid`, `order_paid` and `orderPaid`. */
const known = new Map<string, string>([
  ...eventTypes.map(type => [wordsOf(type), type] as const),
  ...Object.entries(segmentNames),
])
const resolved = new Map<string, string | undefined>()

/**
 * The type of an event by the name it was sent under: one of ours, or `custom.<slug>`. `undefined` for a name without
 * a letter or digit, or longer than 256 characters.
 */
export function eventTypeOf(name: string): string | undefined {
  if (resolved.has(name)) return resolved.get(name)
  // Names come from a sender's code and repeat; a sender that makes them up must not fill the memory.
  if (resolved.size >= rememberedNames) resolved.clear()
  const type = name.length > longestName ? undefined : (known.get(wordsOf(name)) ?? customType(name))
  resolved.set(name, type)
  return type
}

/** Lower-case words parted by blanks. */
function wordsOf(name: string): string {
  return name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[\s._/:-]+/g, ' ')
    .trim()
}

function customType(name: string): string | undefined {
  const own = name.trim().replace(/^custom\./i, '')
  // A name may hold what it should not ("Called 13912345678"), and types are public.
  const slug = maskText(own.normalize('NFKC'))
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
  return slug === '' ? undefined : `custom.${[...slug].slice(0, longestSlug).join('').replace(/_+$/, '')}`
}
