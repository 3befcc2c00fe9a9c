import { runningServer } from './pid-file.ts'
import { prepareCluster, startServer, stopServer } from './server.ts'

export interface PostgresServer {
  readonly url: string
  isRunning(): boolean
  stop(): Promise<void>
}

/**
 * The embedded PostgreSQL of a data directory: made when missing, found again when a killed launcher left it running.
 * @throws LaunchError with the reason when it cannot run here
 */
export async function startPostgres(directory: string, password: string, signal: AbortSignal): Promise<PostgresServer> {
  const cluster = await prepareCluster(directory, password)
  const url = await startServer(cluster, signal)
  return { url, isRunning: () => runningServer(directory) !== undefined, stop: () => stopServer(cluster) }
}
