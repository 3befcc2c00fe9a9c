import { smtpTransport } from '@latchkey/core-api/mail/transport'
import { describe, expect, it } from 'vitest'
import { eventually } from '../support/mail.ts'
import { mailDatabase } from '../support/mail-database.ts'
import { keptLog } from '../support/shell.ts'
import { smtpServer } from '../support/smtp-server.ts'
import { unique } from '../support/world.ts'

const server = await smtpServer()
const { pool, admin, startWorker, jobsOf } = await mailDatabase()
const { lines, logger } = keptLog('core-api', 'trace')
const failures = () => lines.filter(({ msg }) => msg === 'job failed')

async function invite() {
  const email = `${unique('jane')}@example.test`
  const made = await admin.post('/api/users', { email, name: 'Jane', sendInvite: true })
  return { id: made.str('id'), email }
}

describe('a mail that fails', () => {
  it.each([
    ['whose recipient is refused', () => server.answerRecipients('550 5.1.1 <%s> is nobody here'), 'EENVELOPE'],
    [
      'that is refused whole',
      () => {
        server.answerRecipients('250 fine')
        server.answer('554 no mail for jane@example.test')
      },
      'EMESSAGE',
    ],
  ])('%s is told without its address, in the log and in the queue', async (_, refuse, code) => {
    refuse()
    lines.length = 0
    const stop = await startWorker(smtpTransport(server.url, 'Latchkey <no-reply@latchkey.test>'), logger)
    const { id, email } = await invite()
    await eventually(async () => (await jobsOf(id)).find(({ state }) => state === 'retry'))
    await stop()
    expect(failures()).toEqual([expect.objectContaining({ err: expect.objectContaining({ code }), level: 40 })])
    expect(failures()[0]).toMatchObject({ err: { message: expect.stringContaining('(address)') } })
    const { rows } = await pool.query('SELECT output FROM pgboss.job WHERE output IS NOT NULL')
    expect(JSON.stringify(rows)).toContain('(address)')
    for (const told of [JSON.stringify(lines), JSON.stringify(rows)]) {
      expect(told).not.toContain(email)
      expect(told).not.toMatch(/\w@(example|latchkey)\.test/)
    }
    await pool.query('DELETE FROM pgboss.job')
  })
})
