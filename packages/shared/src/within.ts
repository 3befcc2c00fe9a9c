/** What the work comes to, or `late` when that takes longer than so many milliseconds. A failure of the work fails it. */
export async function within<Result>(milliseconds: number, work: Promise<Result>, late: Result): Promise<Result> {
  const { promise, resolve } = Promise.withResolvers<Result>()
  const timer = setTimeout(resolve, milliseconds, late)
  return await Promise.race([work, promise]).finally(() => clearTimeout(timer))
}
