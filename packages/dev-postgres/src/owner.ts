import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { LaunchError } from './errors.ts'

/** Whom PostgreSQL runs as. Without ids it is the user who runs us. */
export interface Owner {
  readonly name: string
  readonly ids: { readonly uid: number; readonly gid: number } | undefined
}

const isRoot = (): boolean => process.getuid?.() === 0
const existing = (path: string) => statSync(path, { throwIfNoEntry: false })

function systemUser(name: string): Owner | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid === undefined || gid === undefined ? undefined : { name, ids: { uid: Number(uid), gid: Number(gid) } }
}

/**
 * PostgreSQL refuses to run as root: root hands it to the owner of the data, else to `postgres` or `nobody`.
 * @throws LaunchError when the data is another user's
 */
export function serverOwner(directory: string): Owner {
  const data = existing(directory)
  if (!isRoot()) {
    if (data === undefined || process.getuid === undefined || data.uid === process.getuid())
      return { name: 'you', ids: undefined }
    throw new LaunchError(
      `${directory} belongs to the user with id ${data.uid}. Run as that user or set DATA_DIR to another folder.`,
    )
  }
  if (data !== undefined && data.uid !== 0) {
    return { name: `the user with id ${data.uid}`, ids: { uid: data.uid, gid: data.gid } }
  }
  const user = systemUser('postgres') ?? systemUser('nobody')
  if (user === undefined) {
    throw new LaunchError(
      'PostgreSQL may not run as root, and there is no user postgres or nobody. Run as a normal user or set DATABASE_URL.',
    )
  }
  return user
}

/** The first part of a path that a user may not enter or execute, seen from the root of the file system. */
function closedPart(path: string, { uid, gid }: NonNullable<Owner['ids']>): string | undefined {
  const above = dirname(path) === path ? undefined : closedPart(dirname(path), { uid, gid })
  const part = existing(path)
  if (above !== undefined || part === undefined) return above
  const bit = part.uid === uid ? 0o100 : part.gid === gid ? 0o010 : 0o001
  return (part.mode & bit) === 0 ? path : undefined
}

/** @throws LaunchError when the owner cannot reach a path */
export function assertReachable(path: string, { name, ids }: Owner): void {
  const closed = ids === undefined ? undefined : closedPart(path, ids)
  if (closed === undefined) return
  throw new LaunchError(
    `PostgreSQL may not run as root, and ${name}, whom it would run as, cannot enter ${closed}, ` +
      `which it needs for ${path}. Move it where others may enter, run as a normal user, or set DATABASE_URL.`,
  )
}
