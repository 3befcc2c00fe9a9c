import type { TracingConfig } from '../config.ts'
import type { Tracing } from '../tracing.ts'

/**
 * Begins tracing where somebody collects spans; else nothing of it is loaded. To be called before what is traced is
 * imported.
 */
export async function startTracing(service: string, config: TracingConfig | undefined): Promise<Tracing | undefined> {
  if (config === undefined) return undefined
  const { startOpenTelemetry } = await import('./opentelemetry.ts')
  return startOpenTelemetry(service, config)
}
