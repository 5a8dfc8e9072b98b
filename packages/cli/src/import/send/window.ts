/**
 * Keeps a few requests under way and hears of their ends in the order of their beginnings: what is told as done has
 * nothing unfinished before it.
 */
export function createWindow<T, R>(
  size: number,
  run: (work: T) => Promise<R>,
  onDone: (work: T, result: R) => Promise<void>,
) {
  let underWay = 0
  let told: Promise<void> = Promise.resolve()
  let failure: { error: unknown } | undefined
  let freed = () => {}

  function begin(work: T): void {
    underWay += 1
    const running = run(work)
    // Handled where it is told, which may be later.
    running.catch(() => {})
    told = told
      .then(async () => {
        const result = await running
        if (!failure) await onDone(work, result)
      })
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .finally(() => {
        underWay -= 1
        freed()
      })
  }

  return {
    /** Resolves once it is under way. @throws what a run before it threw */
    async add(work: T): Promise<void> {
      while (underWay >= size && !failure) {
        await new Promise<void>(resolve => {
          freed = resolve
        })
      }
      if (failure) throw failure.error
      begin(work)
    },
    /** Resolves once everything is told. @throws what a run threw */
    async end(): Promise<void> {
      await told
      if (failure) throw failure.error
    },
  }
}
