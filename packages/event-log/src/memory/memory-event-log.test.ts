import { eventLogContract } from '../contract.ts'
import { createMemoryLogStore, openMemoryEventLog } from './memory-event-log.ts'

eventLogContract('memory', {
  limits: true,
  async create(options) {
    const store = createMemoryLogStore(options)
    return { open: async () => openMemoryEventLog(store), remove: async () => {} }
  },
})
