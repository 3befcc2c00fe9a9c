/** The trace that a request belongs to. */
export interface RequestTrace {
  /** 32 hex digits, the same in every service that the request reaches. */
  readonly id: string
  /** Tells how it went. */
  tell(route: string, status: number): void
}

/** The spans of one service; there is none where nobody collects them. */
export interface Tracing {
  /** Serves a request as a part of the trace that its headers name, or of a new one. */
  serve<Answer>(
    method: string,
    headers: Readonly<Record<string, unknown>>,
    work: (trace: RequestTrace) => Promise<Answer>,
  ): Promise<Answer>
  /** Sends what waits. */
  stop(): Promise<void>
}
