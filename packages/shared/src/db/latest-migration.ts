/** The newest folder of prisma/migrations: a database without it is not ready. Written by `pnpm write:docs`. */
export const LATEST_MIGRATION = '20261126080100_open_occupancies_once'
