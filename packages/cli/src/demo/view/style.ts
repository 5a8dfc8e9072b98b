/** Colours, or none at all: then every function gives back what it got. */
export function createStyle(colours: boolean) {
  const paint = (open: number, close: number) => (text: string) =>
    colours && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
  }
}

export type Style = ReturnType<typeof createStyle>

/** Whether a stream is a terminal that understands where to write, and whether it wants colours. */
export function terminalOf(
  stream: { isTTY?: boolean; rows?: number },
  env: { NO_COLOR?: string | undefined; TERM?: string | undefined },
) {
  const terminal = stream.isTTY === true && env.TERM !== 'dumb'
  return { terminal, colours: terminal && !env.NO_COLOR }
}
