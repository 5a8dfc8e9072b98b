import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export type Testcontainers = typeof import('testcontainers')

/** Testcontainers, when a Docker engine answers. Asks only where one seems to be: finding none out takes seconds. */
export async function findContainers(): Promise<Testcontainers | undefined> {
  const sockets = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')]
  if (process.env.DOCKER_HOST === undefined && !sockets.some(existsSync)) return undefined
  try {
    const testcontainers = await import('testcontainers')
    await testcontainers.getContainerRuntimeClient()
    return testcontainers
  } catch {
    return undefined
  }
}
