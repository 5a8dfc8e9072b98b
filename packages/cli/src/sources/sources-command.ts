import type { Command } from 'commander'
import { withAction } from '../command/action.ts'
import { withExamples } from '../command/examples.ts'
import type { AddFlags } from './add-source.ts'
import type { ListFlags } from './list-sources.ts'
import type { ViolationFlags } from './list-violations.ts'
import type { RemoveFlags } from './remove-source.ts'
import type { SetFlags } from './set-source.ts'

export function addSourcesCommand(program: Command): void {
  const sources = program
    .command('sources')
    .summary('signed webhooks of providers; origins and rates of sources')
    .description(
      'Where events come from, and whether they are as planned. Works while Weir runs, too; every process follows within 5 seconds.',
    )
  addAdd(sources)
  addSet(sources)
  addList(sources)
  addRemove(sources)
  addViolations(sources)
}

const collect = (value: string, before: readonly string[] = []) => [...before, value]

function addAdd(sources: Command): void {
  const add = sources
    .command('add')
    .summary('receive the signed webhooks of a provider')
    .description(
      'Makes the endpoint POST /v1/sources/<provider>/<name>, or changes it. Secrets are read from files, never from the ' +
        'command line, and are stored sealed. Two of a kind are valid at once, so that none is refused while you change over.',
    )
    .argument(
      '<provider>',
      'standard_webhooks, shopify, stripe, hubspot, wechat_pay, alipay, wechat_oa, douyin or youzan',
    )
    .argument('<name>', 'name of the endpoint, and of the source its events belong to')
    .option('--tenant <name>', 'whose events they are', 'demo')
    .option('--secret-file <path>', 'file of a secret, the newest first; - is stdin', collect)
    .option('--keep-old', 'keep the newest secret of before as the second one')
    .option('--public-key <serial=path>', 'wechat_pay: key of that serial; alipay: a path alone', collect)
    .option('--aes-key-file <path>', 'wechat_oa: file of an EncodingAESKey', collect)
    .option('--app-id <id>', 'alipay and wechat_oa: the app')
    .option('--client-id <id>', 'youzan: the client')
    .option('--client-key <key>', 'douyin: the only app whose messages are taken')
    .option('--public-url <url>', 'hubspot: the address as it is registered there')
    .option('--json', 'print one JSON document: provider, name, tenant, path')
  withExamples(add, [
    ['weir sources add stripe main --secret-file stripe.secret', 'Stripe, with the signing secret of its endpoint'],
    ['weir sources add stripe main --secret-file new.secret --keep-old', 'change over: both are valid'],
    [
      'weir sources add wechat_pay shop --secret-file apiv3.key --public-key PUB_KEY_ID_01=wechatpay.pem',
      'WeChat Pay: APIv3 key, and the public key of that id',
    ],
  ])
  withAction<AddFlags>(add, async () => (await import('./add-source.ts')).addSource)
}

function addSet(sources: Command): void {
  const set = sources
    .command('set')
    .summary('origins and rate of a source')
    .description(
      'Sets which pages may send with the write key of a source, and how fast. What is not named is as by default.',
    )
    .argument('<source>', 'name of the source')
    .option('--tenant <name>', 'whose it is', 'demo')
    .option('--origin <origin>', 'a page that may send, such as https://*.shop.example; any page without', collect)
    .option('--rate <events>', 'events a second for each write key and ingest process')
    .option('--burst <events>', 'most events at once after a pause; ten seconds of the rate without')
    .option('--json', 'print one JSON document: tenant, source, settings')
  withExamples(set, [
    ['weir sources set web --origin https://shop.example --rate 500', 'one page, 500 events a second'],
    ['weir sources set web', 'back to the defaults'],
  ])
  withAction<SetFlags>(set, async () => (await import('./set-source.ts')).setSource)
}

function addList(sources: Command): void {
  const list = sources
    .command('list')
    .summary('every endpoint and source')
    .description('Lists sources, and the endpoints of providers with how many secrets each has; never the secrets.')
    .option('--tenant <name>', 'whose', 'demo')
    .option('--json', 'print one JSON document: {"sources": […], "webhooks": […]}')
  withExamples(list, [['weir sources list --json', 'for programs']])
  withAction<ListFlags>(list, async () => (await import('./list-sources.ts')).listSources)
}

function addRemove(sources: Command): void {
  const remove = sources
    .command('remove')
    .summary('take an endpoint away')
    .description('Takes an endpoint of a provider away, with its secrets. Its events stay.')
    .argument('<provider>', 'as in weir sources list')
    .argument('<name>', 'as in weir sources list')
    .option('--tenant <name>', 'whose it is', 'demo')
    .option('--json', 'print one JSON document: {"removed": path}')
  withExamples(remove, [['weir sources remove stripe main', 'POST /v1/sources/stripe/main is 404 within 5 seconds']])
  withAction<RemoveFlags>(remove, async () => (await import('./remove-source.ts')).removeSource)
}

function addViolations(sources: Command): void {
  const violations = sources
    .command('violations')
    .summary('what was not as the tracking plans say')
    .description(
      'Lists by source, type and property how often events were not as planned: the latest 300 of each source.',
    )
    .option('--tenant <name>', 'whose', 'demo')
    .option(
      '--json',
      'print one JSON document: {"violations": [{source, plan, kind, type, property, action, count, …}]}',
    )
  withExamples(violations, [['weir sources violations', 'the newest first']])
  withAction<ViolationFlags>(violations, async () => (await import('./list-violations.ts')).listViolations)
}
