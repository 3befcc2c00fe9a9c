import type { Environment } from '@latchkey/shared/config'

/** The variables of authz, which runs on the same machine: its metrics have the port behind those of core-api. */
export function behindCoreApi(variables: Environment): Environment {
  const port = Number(variables['METRICS_PORT'])
  return port > 0 ? { ...variables, METRICS_PORT: String(port + 1) } : variables
}
