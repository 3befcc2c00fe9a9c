/**
 * All that runs in the browser. Without it every page works; with it, people see that something is on its way and
 * cannot send a form twice.
 */
export const SCRIPT = `'use strict'
const bar = document.querySelector('.progress')
let timer
const begin = () => {
  document.documentElement.setAttribute('aria-busy', 'true')
  timer = setTimeout(() => { bar.hidden = false }, 150)
}
const end = () => {
  clearTimeout(timer)
  bar.hidden = true
  document.documentElement.removeAttribute('aria-busy')
  for (const button of document.querySelectorAll('button[aria-disabled]')) button.removeAttribute('aria-disabled')
}
addEventListener('beforeunload', begin)
// A page that comes back from the browser's memory is not loading any more.
addEventListener('pageshow', end)
addEventListener('submit', (event) => {
  const form = event.target
  const button = event.submitter
  if (!(button instanceof HTMLButtonElement)) return
  if (button.getAttribute('aria-disabled') === 'true') event.preventDefault()
  else if (form.method === 'post') button.setAttribute('aria-disabled', 'true')
})
document.querySelector('[role="alert"]')?.focus()
`

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#0f6b5c"/><path fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" d="M9.5 13.5a3.5 3.5 0 1 1 2.6-5.9 3.5 3.5 0 0 1-2.6 5.9Zm2.4-1.2 6.1 6.2m-2.2-2.2 1.7-1.7"/></svg>`
