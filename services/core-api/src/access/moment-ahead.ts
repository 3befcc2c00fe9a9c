import type { Db } from '@latchkey/shared/db/client'
import { readNow } from '@latchkey/shared/db/now'
import { invalid } from '@latchkey/shared/errors'

/** Refuses a moment that has passed: past grants are not kept. @throws DomainError `invalid_request` */
export async function momentAhead(db: Db, { at }: { readonly at?: Date | undefined }): Promise<Date | undefined> {
  if (at !== undefined && at < (await readNow(db))) throw invalid('/at', 'has passed')
  return at
}
