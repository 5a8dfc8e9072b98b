/** A node of EXPLAIN AST: its kind, and what stands after it (a name, a value). */
export interface AstNode {
  kind: string
  /** Without `(alias …)` and `(children n)`. */
  text: string
  parent: AstNode | undefined
}

/**
 * Takes the text of EXPLAIN AST apart: one node a line, its depth the blanks before it. A name with a line break can
 * add lines that are no nodes; each is judged as one, so it can only bring a query down.
 */
export function readAst(text: string): AstNode[] {
  const nodes: AstNode[] = []
  const open: { depth: number; node: AstNode }[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const depth = line.length - line.trimStart().length
    const [, kind = '', rest = ''] = /^\s*(\S+) ?(.*)$/.exec(line) ?? []
    while (open.length > 0 && open.at(-1)!.depth >= depth) open.pop()
    const node = { kind, text: rest.split(/ ?\((?:alias |children )/)[0]!.trim(), parent: open.at(-1)?.node }
    nodes.push(node)
    open.push({ depth, node })
  }
  return nodes
}
