import type { ReactNode } from 'react'

/** A large number; a dash until it is known. `note` stands smaller beside it. */
export function Figure({
  name,
  tone,
  note,
  children,
}: {
  name: string
  tone?: 'bad' | 'warn' | undefined
  note?: string | undefined
  children?: ReactNode
}) {
  return (
    <p className={tone ? `figure ${tone}` : 'figure'} id={`${name}-figure`}>
      {children ?? <span className="waiting">–</span>}
      {note && <small>{note}</small>}
    </p>
  )
}
