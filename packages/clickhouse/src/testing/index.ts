export { schemaDirectory, startEmbedded, type TestClickHouse } from './start-embedded.ts'
