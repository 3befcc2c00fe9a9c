import { defineConfig } from 'prisma/config'

// For the stock Prisma CLI: the client is generated with it, and migrations may be applied with it elsewhere.
const url = process.env['DATABASE_URL']

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'pnpm migrate seed' },
  ...(url === undefined ? {} : { datasource: { url } }),
})
