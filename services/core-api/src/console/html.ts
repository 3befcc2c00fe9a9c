import { html as template } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

export type Html = HtmlEscapedString
type Value = string | number | boolean | null | undefined | Html | readonly Value[]

/**
 * Markup whose values are escaped, unless they are markup. Attributes stand in double quotes. The types let nothing in
 * that has to be waited for.
 */
export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html =>
  // safe because only a value that is a promise makes a promise of the whole
  template(strings, ...values) as Html
