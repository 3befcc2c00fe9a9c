/** The one place through which the benchmark reaches the launcher and the migrations. */
export { freePort } from '../launcher/ports.ts'
export { startThrowaway } from '../launcher/postgres.ts'
export { becomesReady } from '../launcher/ready.ts'
export { deploy } from '../migrations/deploy.ts'
