import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Asks on the terminal; what is typed in secret is not shown. @throws Error where there is no terminal */
async function ask(question: string, variable: string, secret: boolean): Promise<string> {
  if (!process.stdin.isTTY) throw new Error(`${variable} is not set, and there is no terminal to ask on`)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: secret ? silent : process.stderr, terminal: true })
  try {
    if (secret) process.stderr.write(question)
    return await lines.question(secret ? '' : question)
  } finally {
    lines.close()
    if (secret) process.stderr.write('\n')
  }
}

/** Who imports: from the environment or the terminal, never from the arguments, which every process may read. */
export async function readCredentials(): Promise<{ email: string; password: string }> {
  const { LATCHKEY_EMAIL, LATCHKEY_PASSWORD } = process.env
  return {
    email: LATCHKEY_EMAIL || (await ask('Email: ', 'LATCHKEY_EMAIL', false)),
    password: LATCHKEY_PASSWORD || (await ask('Password: ', 'LATCHKEY_PASSWORD', true)),
  }
}
