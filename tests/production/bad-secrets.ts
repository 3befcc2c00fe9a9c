const GENERATED = `dev_${'x'.repeat(40)}`
const KEY = { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43), d: 'd'.repeat(43) }
const generatedKeys = JSON.stringify({ keys: [{ ...KEY, kid: 'dev_1' }] })
const unset = (...names: string[]) => Object.fromEntries(names.map((name) => [name, '']))

/** With which no service starts in production: whose they are, what is wrong with them, and the variables. */
export const BAD_SECRETS = [
  ['authz', 'missing', unset('AUTHZ_DATABASE_URL', 'AUTHZ_CLIENT_KEYS')],
  ['authz', 'short', { AUTHZ_CLIENT_KEYS: 'core-api:too-short' }],
  ['authz', 'generated for development', { AUTHZ_CLIENT_KEYS: `core-api:${GENERATED}` }],
  ['core-api', 'missing', unset('DATABASE_URL', 'AUTHZ_URL', 'AUTHZ_KEY', 'PLATFORM_API_KEY', 'JWT_SIGNING_KEYS')],
  ['core-api', 'short', { AUTHZ_KEY: 'too-short', PLATFORM_API_KEY: 'too-short' }],
  [
    'core-api',
    'generated for development',
    { AUTHZ_KEY: GENERATED, PLATFORM_API_KEY: GENERATED, JWT_SIGNING_KEYS: generatedKeys },
  ],
] as const
