import type { Page } from '../page.ts'

/** Reached by its button only. */
export const page: Page = {
  isOpen: true,
  show: async () => ({ to: '/console/sign-in' }),
  actions: {
    signOut: async ({ client }) => {
      await client.signOut()
      return { to: '/console/sign-in', done: 'signed-out' }
    },
  },
}
