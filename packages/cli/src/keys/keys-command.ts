import { type Command, Option } from 'commander'
import { withAction } from '../command/action.ts'
import type { JsonFlag } from '../command/answer.ts'
import { withExamples } from '../command/examples.ts'
import type { CreateFlags } from './create-key.ts'
import type { ListFlags } from './list-keys.ts'
import type { RotateFlags } from './rotate-key.ts'

export function addKeysCommand(program: Command): void {
  const keys = program
    .command('keys')
    .summary('write keys of sources, API keys of people and programs')
    .description('Write keys, with which a source sends events, and API keys. Works while Weir runs, too.')
  addCreate(keys)
  addList(keys)
  addRotate(keys)
  addRevoke(keys)
}

function addCreate(keys: Command): void {
  const create = keys
    .command('create')
    .summary('make a key; it is shown once')
    .description(
      'Makes a key, and its tenant and source if they are new. The key is printed once and kept nowhere: only its hash is ' +
        'stored. It is valid at once.',
    )
    .addOption(
      new Option('--kind <kind>', 'what for: send events, or call the API')
        .choices(['write', 'api'])
        .makeOptionMandatory(),
    )
    .option('--tenant <name>', 'whose events it is for', 'demo')
    .option('--source <name>', 'write keys: what its events belong to')
    .option('--scopes <list>', 'API keys: what it may do, of ingest, read, read-personal, manage')
    .option('--name <text>', 'how it is called in lists')
    .option('--json', 'print one JSON document: id, secret, kind, tenant, source, scopes')
  withExamples(create, [
    ['weir keys create --kind write --source web', 'a write key for the source web of the tenant demo'],
    ['weir keys create --kind api --scopes read,manage --name grafana', 'an API key'],
    ['KEY=$(weir keys create --kind write --source app)', 'stdout is the key alone, notes go to stderr'],
  ])
  withAction<CreateFlags>(create, async () => (await import('./create-key.ts')).createKey)
}

function addList(keys: Command): void {
  const list = keys
    .command('list')
    .summary('every key, revoked ones too')
    .description('Lists keys by id, with the first characters of each: enough to recognise it, too little to use it.')
    .option('--tenant <name>', 'only those of this tenant')
    .option('--json', 'print one JSON document: {"keys": [{id, kind, tenant, source, scopes, name, hint, …}]}')
  withExamples(list, [
    ['weir keys list', 'of all tenants'],
    ['weir keys list --tenant demo --json', 'for programs'],
  ])
  withAction<ListFlags>(list, async () => (await import('./list-keys.ts')).listKeys)
}

function addRotate(keys: Command): void {
  const rotate = keys
    .command('rotate')
    .summary('put another key in the place of one')
    .description(
      'Makes a key with the same rights. The old one stays valid for a while, so that senders can change over one by one; ' +
        'a key that was itself being replaced ends at once.',
    )
    .argument('<id>', 'the id of weir keys list')
    .option('--keep <duration>', 'how long the old key stays valid', '7d')
    .option('--json', 'print one JSON document: id, secret, replaces, kind, tenant, source, scopes')
  withExamples(rotate, [['weir keys rotate demo.Zk3vX0c9aQbT --keep 24h', 'both are valid for a day']])
  withAction<RotateFlags>(rotate, async () => (await import('./rotate-key.ts')).rotateKey)
}

function addRevoke(keys: Command): void {
  const revoke = keys
    .command('revoke')
    .summary('take a key away')
    .description('Takes a key away for good. Every process of the installation refuses it within 5 seconds.')
    .argument('<id>', 'the id of weir keys list')
    .option('--json', 'print one JSON document: {"revoked": id}')
  withExamples(revoke, [['weir keys revoke demo.Zk3vX0c9aQbT', 'the id stands in weir keys list']])
  withAction<JsonFlag>(revoke, async () => (await import('./revoke-key.ts')).revokeKey)
}
