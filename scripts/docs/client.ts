import { ENDPOINTS } from '@latchkey/core-api/app'
import { describeApi } from '@latchkey/core-api/operations/openapi'
import { type Document, tableOf, typesOf } from '../../packages/client/generate.ts'

// safe because every path of the document has its operations alone
const document = () => describeApi(ENDPOINTS) as unknown as Document

/** The files of packages/client that follow from the OpenAPI document. */
export const CLIENT_FILES = {
  'packages/client/src/generated/schema.ts': () => typesOf(document()),
  'packages/client/src/generated/operations.ts': async () => tableOf(document()),
} as const
