/** A holder id unique to this process, which others on this machine can tell to be dead. */
export function processHolder(role: string): string {
  return `${role}:${process.pid}`
}
