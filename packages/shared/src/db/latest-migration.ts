/** The newest folder of prisma/migrations: a database without it is not ready. Written by `pnpm write:docs`. */
export const LATEST_MIGRATION = '20261127200200_users_by_status'
