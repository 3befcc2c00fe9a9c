/** Forms, buttons, and what is said about them. */
export const FORM_STYLE = `
form { margin: 0; }
.inline { display: inline; }
.field, .check { margin: 0 0 .9rem; }
.field label { display: block; font-weight: 600; margin-bottom: .2rem; }
.field label .quiet { font-weight: 400; }
.hint { margin: 0 0 .25rem; }
input:not([type=checkbox]):not([type=radio]), select { width: 100%; min-height: 2.5rem; padding: .4rem .6rem; font: inherit;
  color: var(--text); background: var(--surface); border: 1px solid var(--quiet); border-radius: 6px; }
input[aria-invalid], select[aria-invalid] { border: 2px solid var(--danger); }
.check { display: grid; grid-template-columns: auto 1fr; gap: 0 .6rem; align-items: baseline; }
.check .hint { grid-column: 2; }
.check input { width: 1.1rem; height: 1.1rem; accent-color: var(--accent); translate: 0 .15rem; }
fieldset { margin: 0 0 1.25rem; padding: 1rem 1.1rem .3rem; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); min-width: 0; }
legend { padding: 0 .4rem; font-weight: 700; }
.error { margin: .25rem 0 0; color: var(--danger); font-weight: 600; font-size: .9rem; }
.refusal { margin: 0 0 1rem; padding: .7rem 1rem; border: 1px solid var(--danger); border-inline-start-width: 5px; border-radius: 8px; background: var(--danger-soft); color: var(--danger); }
.refusal ul { margin: .3rem 0 0; padding-inline-start: 1.2rem; }
.refusal p { margin: 0; font-weight: 600; }
.done { margin: 0 0 1.25rem; padding: .6rem 1rem; border-radius: 8px; background: var(--good-soft); color: var(--good); font-weight: 600; }
button, .button { display: inline-flex; align-items: center; justify-content: center; min-height: 2.4rem; padding: .35rem .95rem; font: inherit; font-weight: 600;
  border: 1px solid var(--quiet); border-radius: 7px; background: var(--surface); color: var(--text); cursor: pointer; text-decoration: none; white-space: nowrap; }
button:hover, .button:hover { background: var(--off-soft); }
button.primary, .button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.primary:hover, .button.primary:hover { filter: brightness(1.08); }
button.danger { background: var(--danger); border-color: var(--danger); color: var(--surface); }
button.plain { min-height: 2rem; padding: .2rem .7rem; font-weight: 500; border-color: var(--line); }
button[aria-disabled] { opacity: .6; cursor: progress; }
.submit { margin: .2rem 0 0; display: flex; gap: .75rem; align-items: center; }
.confirm summary { display: inline-block; padding: .2rem .7rem; border: 1px solid var(--line); border-radius: 7px; cursor: pointer; list-style: none; font-weight: 500; white-space: nowrap; }
.confirm summary::-webkit-details-marker { display: none; }
.confirm summary:hover { background: var(--off-soft); }
.confirm > div { margin-top: .4rem; padding: .5rem .75rem; border-inline-start: 3px solid var(--danger); font-weight: 400; }
.confirm > div > p { margin: 0 0 .4rem; }
.filters { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; margin-bottom: 1rem; }
.filters .field { margin: 0; flex: 1 1 11rem; max-width: 20rem; }
.filters .field label .quiet { display: none; }
.filters .check { margin: 0 0 .55rem; }
@media (max-width: 40rem) { .filters .field { max-width: none; } }
.card > form > .field { max-width: 34rem; }
.card > h1 { margin-bottom: .8rem; }
.list + form { margin-top: 1rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 0 1.25rem; align-items: end; }
.check + .times { margin-inline-start: 1.75rem; }
.check:not(:has(:checked)) + .times:not(:has(:invalid)), :is(.field, .columns):has(option[value=""]:checked) + .times:not(:has(:invalid)) { display: none; }
`
