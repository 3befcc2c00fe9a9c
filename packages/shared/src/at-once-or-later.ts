/** No promise where nothing has to be waited for. */
export type AtOnceOrLater<Value> = Value | Promise<Value>
