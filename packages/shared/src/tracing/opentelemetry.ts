import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { parseKeyPairsIntoRecord, W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { TracingConfig } from '../config.ts'
import type { Tracing } from '../tracing.ts'
import { within } from '../within.ts'

/** How long the last spans may take to be sent, in milliseconds. */
const LAST_MS = 3_000
const SERVER_ERROR = 500

/** Spans of statements and of questions to authz, but none without a request: the queue asks for jobs all the time. */
const instrument = (provider: TracerProvider): void => {
  const ofPg = new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true })
  const ofUndici = new UndiciInstrumentation({ requireParentforSpans: true })
  for (const instrumentation of [ofPg, ofUndici]) instrumentation.setTracerProvider(provider)
}

const providerOf = (service: string, { endpoint, headers, share }: TracingConfig): TracerProvider => {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`
  const exporter = new OTLPTraceExporter({ url, headers: parseKeyPairsIntoRecord(headers ?? '') })
  return new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': `latchkey-${service}` }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
}

/** Begins tracing. Loaded before anything that is traced, and only where spans are collected. */
export function startOpenTelemetry(service: string, config: TracingConfig): Tracing {
  const provider = providerOf(service, config)
  const propagator = new W3CTraceContextPropagator()
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(propagator)
  trace.setGlobalTracerProvider(provider)
  instrument(provider)
  const tracer = provider.getTracer('latchkey')

  const serve: Tracing['serve'] = (method, headers, work) => {
    const caller = propagation.extract(ROOT_CONTEXT, headers)
    const attributes = { 'http.request.method': method }
    const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, caller)
    const tell = (route: string, status: number) => {
      span.updateName(`${method} ${route}`)
      span.setAttributes({ 'http.route': route, 'http.response.status_code': status })
      if (status >= SERVER_ERROR) span.setStatus({ code: SpanStatusCode.ERROR })
    }
    const { traceId: id } = span.spanContext()
    return context.with(trace.setSpan(caller, span), () => work({ id, tell }).finally(() => span.end()))
  }
  return { serve, stop: () => within(LAST_MS, provider.shutdown(), undefined) }
}
