/** `eventIdHash` of packages/event in ClickHouse's words. */
const idHash = `toUUID(UUIDNumToString(toFixedString(substring(SHA256(concat(
  toString(lengthUTF8(tenant)), ':', tenant, toString(lengthUTF8(source)), ':', source, id)), 1, 16), 16)))`

/**
 * Whether an event of the letter's tenant, source and id is stored. `where` selects the letters in question, so that only
 * their hashes are looked for. GLOBAL: on a cluster the event may lie on another shard than the letter.
 */
export const replayedSql = (where: string): string => `(${idHash} GLOBAL IN (
  SELECT id_hash FROM weir_data.events WHERE tenant = {tenant:String} AND id_hash GLOBAL IN (
    SELECT ${idHash} FROM weir_data.dead_letters WHERE ${where})))`
