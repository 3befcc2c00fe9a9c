import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { pathOf, readCompose } from '../production/compose.ts'

const page = readFileSync(pathOf('docs/operations.md'), 'utf8')
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-')
const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading)

describe('docs/operations.md', () => {
  it('begins with its chapters, each once and in their order', () => {
    const contents = [...page.matchAll(/^- \[(.+)\]\(#(.+)\)$/gm)].map(([, heading, anchor]) => [heading, anchor])
    expect(contents).toEqual(headings.map((heading) => [heading, anchorOf(heading)]))
    expect(contents).toContainEqual(['Upgrade while serving', 'upgrade-while-serving'])
  })

  it('leads to nothing that is not there', () => {
    const places = [...page.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path = '']) => path)
    expect(places).toContain('configuration.md')
    expect(places.filter((path) => !existsSync(pathOf(`docs/${path}`)))).toEqual([])
  })

  const { name: project, services } = readCompose()
  const code = [...page.matchAll(/^```sh\n([^`]+)```$/gm)].flatMap(([, block = '']) => block.split('\n'))
  const wordsOf = (pattern: RegExp) => code.flatMap((line) => [...line.matchAll(pattern)].map(([, word = '']) => word))

  it('names services, containers and the network as docker-compose.yml has them', () => {
    const named = wordsOf(/docker compose (?:exec -T|run --rm|stop|start|ps) ([a-z-]+)/g)
    expect(named).toEqual(expect.arrayContaining(['postgres', 'migrate', 'core-api', 'authz']))
    expect(named.filter((one) => !(one in services))).toEqual([])
    const containers = wordsOf(/\b(latchkey-[a-z-]+)-\d\b/g)
    expect(containers).toContain('latchkey-authz')
    expect(
      containers.filter((one) => !Object.keys(services).some((service) => one === `${project}-${service}`)),
    ).toEqual([])
    expect(page).toContain(`--network ${project}_default`)
  })

  it('gives commands that there are', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(pathOf('package.json'), 'utf8')))
    const commands = wordsOf(/pnpm@12 ([a-z][a-z:-]+)/g).filter((one) => one !== 'install')
    expect(commands).toContain('secrets')
    expect(commands.filter((one) => !(one in scripts))).toEqual([])
    const migrate = readFileSync(pathOf('scripts/migrate.ts'), 'utf8')
    const verbs = wordsOf(/(?:pnpm@12 migrate|scripts\/migrate\.ts) ([a-z-]+)/g)
    expect(verbs).toContain('after-restore')
    expect(verbs.filter((verb) => !new RegExp(`^  ${verb} `, 'm').test(migrate))).toEqual([])
  })

  it('backs up and restores under Compose too, where the database has no port of the machine', () => {
    expect(services['postgres']?.ports).toEqual([])
    for (const command of ['pg_dump', 'pg_restore'])
      expect(wordsOf(new RegExp(`docker compose exec -T postgres (${command})`, 'g'))).toEqual([command])
    expect(wordsOf(/docker compose run --rm migrate node scripts\/migrate\.ts ([a-z-]+)/g)).toEqual(['after-restore'])
  })
})
