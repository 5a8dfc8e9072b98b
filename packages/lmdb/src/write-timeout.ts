/** Thrown when a write has not ended in time: it may still be carried out. */
export class WriteTimeout extends Error {}
