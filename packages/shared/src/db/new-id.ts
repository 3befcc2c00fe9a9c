import { v7 } from 'uuid'

/** A UUIDv7, as Prisma makes those of its models: in the order of time, to the millisecond of this process's clock. */
export const newId = (): string => v7()
