/** The newest folder of prisma/migrations: a database without it is not ready. A test holds the two together. */
export const LATEST_MIGRATION = '20261126070000_ended_grants'
