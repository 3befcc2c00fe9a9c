import { expect, it } from 'vitest'
import { account, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { browser } from '../support/console.ts'
import { invited } from '../support/invited.ts'
import { outstandingLink } from '../support/links.ts'
import { setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const { world, api } = await setScene()

it.each(['reset-password', 'accept-invite', 'confirm-email'])(
  'the link of a mail to /%s leads to its page',
  async (page) => {
    const { status, location } = await browser(api).open(`/${page}?token=abc-1`)
    expect([status, location]).toEqual([302, `/console/${page}?token=abc-1`])
    const seen = await browser(api).open(location ?? '')
    expect(seen.status).toBe(200)
    expect(seen.html).toContain('name="token" value="abc-1"')
  },
)

it('a new password is chosen by the link, and signs in', async () => {
  const { id } = await account(world, { roles: ['viewer'] })
  const token = await outstandingLink(world, id, { kind: 'PASSWORD_RESET' })
  const one = browser(api)
  const path = `/console/reset-password?token=${token}`
  const weak = await one.send(path, 'completeReset', { token, password: 'short' })
  expect(weak.status).toBe(400)
  expect(weak.html).toContain('role="alert"')
  const good = await one.send(path, 'completeReset', { token, password: OTHER_PASSWORD })
  expect(good.location).toBe('/console/buildings?done=password-changed')
  expect((await one.open('/console/buildings')).status).toBe(200)
  const used = await browser(api).send(path, 'completeReset', { token, password: OTHER_PASSWORD })
  expect([used.status, used.text.includes('The link to a new password is not valid')]).toEqual([400, true])
})

it('whoever lost the password asks for a link, and learns nothing of the address', async () => {
  const { email } = await account(world)
  const ask = (address: string) => browser(api).send('/console/forgot-password', 'requestReset', { email: address })
  const [known, unknown] = [await ask(email), await ask(`${unique('nobody')}@example.test`)]
  expect([known.status, known.text]).toEqual([200, unknown.text])
  expect(known.text).toContain('Look into your mail')
})

it('an address is confirmed by a button, not by opening its page', async () => {
  const { id } = await account(world)
  const email = `${unique('new')}@example.test`
  const token = await outstandingLink(world, id, { kind: 'EMAIL_CHANGE', email })
  const one = browser(api)
  await one.open(`/console/confirm-email?token=${token}`)
  const signIn = () => browser(api).send('/console/sign-in', 'signIn', { email, password: PASSWORD })
  expect((await signIn()).status).toBe(401)
  const sent = await one.send('/console/confirm-email', 'confirmEmail', { token })
  expect(sent.location).toBe('/console/sign-in?done=email-confirmed')
  expect((await signIn()).status).toBe(303)
})

it('an invite is accepted with a password of their own, and signs in', async () => {
  const { token } = await invited(world, { roles: ['viewer'] })
  const one = browser(api)
  const sent = await one.send('/console/accept-invite', 'acceptInvite', {
    token,
    password: OTHER_PASSWORD,
    name: 'Ines',
  })
  expect(sent.location).toBe('/console/buildings')
  expect((await one.open('/console/buildings')).text).toContain('Ines')
})
