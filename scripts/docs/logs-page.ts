import { LOG_LINES, LOG_MEMBERS } from '@latchkey/shared/log-lines'

export const LOGS_PAGE = 'docs/logs.md'

const INTRODUCTION = `# Logs

Written by \`pnpm write:docs\` from \`packages/shared/src/log-lines.ts\`. Do not edit it here.

Each service writes one JSON object a line to standard output. Every line has \`level\`, \`time\`, \`service\` and \`msg\`; which
of the others it has follows from \`msg\`. \`LOG_LEVEL\` chooses which lines are written: those of its level and above.
Standard error has one message when a service cannot start.

No line holds a password, a token, a key, a link, a mail address, a header, a body or a path with its ids. What a line may
hold is a list in the code, and what is in nobody’s list stays out: of an error only its type, message, stack and codes,
never what a database or a mail server adds to it.

Of the client, \`LOG_CLIENT_ADDRESS\` says what stands in the lines of core-api’s requests: nothing (\`off\`), the network
(\`network\`: the first 24 bits of IPv4, 48 of IPv6), or the address (\`full\`). Behind proxies it is the one that
\`TRUSTED_PROXIES\` makes of \`X-Forwarded-For\`. authz is asked by services, whose name is \`caller\`.`

const DECISIONS = `## Decisions in a place of their own

\`AUTHZ_DECISION_LOG\` chooses which decisions are written, \`AUTHZ_DECISION_LOG_FILE\` where: unset among the other lines, \`stderr\`
alone on standard error, else appended to that file, which its owner alone can read (mode 600). The level of other lines does
not touch them. Rotation is left to the platform, and both ways work: move the file away and send SIGHUP, which writes what
waits and opens a new one, or copy and truncate it (logrotate’s \`copytruncate\`, which may lose what is written between the
two). A disk that is full is told once in the service’s own log; decisions are made all the same, and what waits is kept, up
to 64 MiB.

\`\`\`
/var/log/latchkey/decisions.log {
  daily
  rotate 30
  compress
  delaycompress
  postrotate
    kill -HUP $(cat /run/latchkey-authz.pid)
  endscript
}
\`\`\``

const shown = (members: readonly string[]): string => members.map((member) => `\`${member}\``).join(', ') || '–'

/** The page docs/logs.md, whole. */
export const logsPage = (): string =>
  `${[
    INTRODUCTION,
    '',
    '## Lines',
    '',
    'A member with a question mark is left out where there is nothing to say.',
    '',
    '| msg | service | level | when | members |',
    '| --- | --- | --- | --- | --- |',
    ...Object.entries(LOG_LINES).map(
      ([msg, { services, level, when, members }]) =>
        `| ${msg} | ${services.join(', ')} | ${level} | ${when} | ${shown(members)} |`,
    ),
    '',
    '## Members',
    '',
    '| member | what it is |',
    '| --- | --- |',
    ...Object.entries(LOG_MEMBERS).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
    '',
    DECISIONS,
  ].join('\n')}\n`
