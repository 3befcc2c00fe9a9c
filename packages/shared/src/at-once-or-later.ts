/** No promise where nothing has to be waited for. */
export type AtOnceOrLater<Value> = Value | Promise<Value>

/** Goes on with a value, at once where it is there. */
export const withValue = <Value, Result>(
  value: AtOnceOrLater<Value>,
  next: (value: Value) => Result,
): AtOnceOrLater<Result> => (value instanceof Promise ? value.then(next) : next(value))
