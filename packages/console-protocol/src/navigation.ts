/** The pages of the navigation, in its order; the same whoever draws it. */
export const navigation = [
  { name: 'live', href: '/', text: { en: 'Live', zh: '实时' } },
  { name: 'debugger', href: '/debugger', text: { en: 'Debugger', zh: '调试' } },
  { name: 'people', href: '/people', text: { en: 'People', zh: '用户' } },
  { name: 'receipts', href: '/receipts', text: { en: 'Receipts', zh: '回执' } },
  { name: 'dead-letters', href: '/dead-letters', text: { en: 'Dead letters', zh: '死信' } },
  { name: 'api', href: '/docs/', text: { en: 'API', zh: 'API' } },
] as const

export type PageName = (typeof navigation)[number]['name']

/** The pages the console draws itself; the server draws the others. */
export const consolePages = ['live', 'debugger'] as const satisfies readonly PageName[]
export type ConsolePage = (typeof consolePages)[number]
