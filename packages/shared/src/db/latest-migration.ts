/** The newest folder of prisma/migrations: a database without it is not ready. A test holds the two together. */
export const LATEST_MIGRATION = '20261125200000_look_up_by_id'
