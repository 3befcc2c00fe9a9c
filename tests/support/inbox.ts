import { eventually, type FakeTransport, tokenIn } from './mail.ts'

type Page = 'accept-invite' | 'reset-password' | 'confirm-email'

/** What has come to the addresses that mails are sent to. */
export interface Inbox {
  /** The mails to this address whose link leads to this page, or all of them. */
  textsTo(address: string, page?: Page): string[]
  /** The token in the last of so many mails, once they have come. */
  tokenTo(address: string, page: Page, mails?: number): Promise<string>
}

export function inbox({ sent }: FakeTransport): Inbox {
  const textsTo: Inbox['textsTo'] = (address, page) => {
    const texts = sent.filter(({ to }) => to.address === address).map(({ text }) => text)
    return page === undefined ? texts : texts.filter((text) => text.includes(`/${page}?token=`))
  }
  return {
    textsTo,
    tokenTo: async (address, page, mails = 1) => tokenIn(await eventually(() => textsTo(address, page)[mails - 1])),
  }
}
