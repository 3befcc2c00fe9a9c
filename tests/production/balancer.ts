/** The ports of the servers behind each name. */
export type Backends = Readonly<Record<string, readonly (string | number)[]>>

/** What stands before the replicas of services. */
export interface Balancer {
  /** Where the servers of a name are reached. */
  port(name: string): string
  /** Waits until the server on this port gets requests. */
  untilUp(port: string): Promise<void>
  stop(): Promise<void>
}

export type StartBalancer = (folder: string, backends: Backends) => Promise<Balancer>
