/** The newest folder of prisma/migrations: a database without it is not ready. A test holds the two together. */
export const LATEST_MIGRATION = '20261126060500_clock_read_anew'
