import { type Html, html } from '../html.ts'
import type { Refused } from '../page.ts'

interface FieldOptions {
  /** Of the form, so that no two fields of a page have one id. */
  readonly of: string
  readonly name: string
  readonly label: string
  readonly refused?: Refused | undefined
  /** Where the API says what is wrong with it; the name when absent. */
  readonly pointer?: string
  readonly hint?: string
  readonly value?: string
  readonly required?: boolean
}

interface InputOptions extends FieldOptions {
  readonly type?: 'text' | 'email' | 'password' | 'search' | 'number' | 'date' | 'datetime-local'
  readonly autocomplete?: string
}

export interface Option {
  readonly value: string
  readonly text: string
}

interface SelectOptions extends FieldOptions {
  readonly options: readonly Option[]
  /** The first choice, which chooses nothing. */
  readonly none?: string
}

const idOf = ({ of, name }: FieldOptions): string => `${of}-${name}`

const messageOf = ({ refused, of, name, pointer = `/${name}` }: FieldOptions): string | undefined =>
  refused?.action === of ? refused.problem.errors?.find((error) => error.pointer === pointer)?.message : undefined

/** A password that was refused is typed anew. */
const shownValue = ({ refused, of, name, value = '' }: FieldOptions): string =>
  (refused?.action === of ? refused.form.get(name) : undefined) ?? value

const about = (options: FieldOptions): Html => {
  const id = idOf(options)
  const [message, { hint, required }] = [messageOf(options), options]
  const described = [hint !== undefined && `${id}-hint`, message !== undefined && `${id}-error`]
    .filter(Boolean)
    .join(' ')
  return html` id="${id}" name="${options.name}"${described !== '' && html` aria-describedby="${described}"`}${
    message !== undefined && html` aria-invalid="true"`
  }${required && html` required`}`
}

const around = (options: FieldOptions, control: Html): Html => {
  const id = idOf(options)
  const message = messageOf(options)
  return html`
  <div class="field">
    <label for="${id}">${options.label}${options.required !== true && html` <span class="quiet">(optional)</span>`}</label>
    ${options.hint !== undefined && html`<p class="hint" id="${id}-hint">${options.hint}</p>`}
    ${control}
    ${message !== undefined && html`<p class="error" id="${id}-error">${message}</p>`}
  </div>`
}

export function input(options: InputOptions): Html {
  const { type = 'text', autocomplete = 'off' } = options
  const value = type !== 'password' && html` value="${shownValue(options)}"`
  return around(options, html`<input type="${type}" autocomplete="${autocomplete}"${about(options)}${value} />`)
}

const option = ({ value, text }: Option, chosen: string): Html =>
  html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`

export function select(options: SelectOptions): Html {
  const { none, options: choices } = options
  const chosen = shownValue(options)
  return around(
    options,
    html`<select${about(options)}>${none !== undefined && option({ value: '', text: none }, chosen)}${choices.map((one) => option(one, chosen))}</select>`,
  )
}

interface CheckOptions extends Omit<FieldOptions, 'required'> {
  readonly checkedValue?: string
  readonly checked?: boolean
}

/** One box; several of one name send each value that is chosen. */
export function checkbox({
  of,
  name,
  label,
  refused,
  hint,
  checkedValue = 'yes',
  checked = false,
}: CheckOptions): Html {
  const id = `${of}-${name}-${checkedValue}`
  const isChecked = refused?.action === of ? refused.form.getAll(name).includes(checkedValue) : checked
  return html`
  <div class="check">
    <input type="checkbox" id="${id}" name="${name}" value="${checkedValue}"${isChecked && html` checked`}${hint !== undefined && html` aria-describedby="${id}-hint"`} />
    <label for="${id}">${label}</label>
    ${hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`}
  </div>`
}
