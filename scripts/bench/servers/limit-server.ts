import { serve } from '@hono/node-server'
import { Hono } from 'hono'

// The limit: a Hono server that parses the question and answers a constant. It checks, knows and writes down nothing.
const DECISION = { decision: true }
const DECISIONS = { evaluations: Array.from({ length: 50 }, () => DECISION) }

const app = new Hono()
app.get('/readyz', (c) => c.json({ status: 'ok' }))
app.post('/authz/check', async (c) => {
  await c.req.json()
  return c.json(DECISION)
})
app.post('/authz/check/batch', async (c) => {
  await c.req.json()
  return c.json(DECISIONS)
})
app.post('/authz/abilities', async (c) => {
  await c.req.json()
  return c.json(DECISION)
})

serve({ fetch: app.fetch, port: Number(process.env['PORT']), hostname: '127.0.0.1' })
process.once('disconnect', () => process.exit(0))
