import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LaunchError } from '@latchkey/dev-postgres/errors'
import { takeLock } from '@latchkey/dev-postgres/lock'
import { afterAll, describe, expect, it, vi } from 'vitest'

// A file system without hard links, as network and some container file systems are.
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  linkSync: () => {
    throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' })
  },
}))

const directory = mkdtempSync(join(tmpdir(), 'latchkey-lock-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const never = new AbortController().signal
const NOBODY = 2 ** 22 + 1

let made = 0
const newDirectory = (): string => {
  made += 1
  const path = join(directory, String(made))
  mkdirSync(path)
  return path
}
const lockIn = (path: string): string => join(path, 'launcher.pid')

describe('the lock of a data directory', () => {
  it('is taken once where there are no hard links, and is free again when it was released', async () => {
    const path = newDirectory()
    const lock = await takeLock(path, never)
    expect(lock.takenOver).toBe(false)
    await expect(takeLock(path, never)).rejects.toThrow(`pid ${process.pid}`)
    lock.release()
    expect((await takeLock(path, never)).takenOver).toBe(false)
  })

  it.each([
    ['of a process that is gone', String(NOBODY)],
    ['that is empty', ''],
  ])('%s is taken over', async (_, content) => {
    const path = newDirectory()
    writeFileSync(lockIn(path), content)
    expect((await takeLock(path, never)).takenOver).toBe(true)
    expect(readFileSync(lockIn(path), 'utf8')).toMatch(new RegExp(`^${process.pid}`))
  })

  it('that cannot be written is told in one line', async () => {
    const refused = takeLock(join(directory, 'absent'), never)
    await expect(refused).rejects.toThrow(LaunchError)
    await expect(refused).rejects.toThrow(/^.*absent.*cannot be written.*$/)
  })

  it('that cannot be removed is told in one line', async () => {
    const path = newDirectory()
    mkdirSync(lockIn(path))
    await expect(takeLock(path, never)).rejects.toThrow(/cannot be removed/)
  })

  it('is no longer waited for once the launcher is told to end', async () => {
    const path = newDirectory()
    writeFileSync(lockIn(path), '')
    await expect(takeLock(path, AbortSignal.abort())).rejects.toThrow('aborted')
  })
})
