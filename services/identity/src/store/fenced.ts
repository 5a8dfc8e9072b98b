import { WeirError } from '@weir/errors'

/** What a writer meets whose place another has taken. */
export const fenced = (epoch: number, writer: number): WeirError =>
  new WeirError('FENCED', `identity writer ${epoch} was replaced by writer ${writer}`, {
    remedy:
      'nothing to do: the other process goes on; if there is none, state and identity come from different moments',
  })
