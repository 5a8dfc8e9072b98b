import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** A file or directory by its path in the repository. */
export const inRepository = (path: string): string => join(root, path)
