/** Colours, type and the frame of a page. Contrast is at least 4.5 to 1 in both schemes. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f6; --surface: #fff; --line: #d9dedb; --text: #16201d; --quiet: #54615c;
  --accent: #0f6b5c; --on-accent: #fff; --accent-soft: #e0f0ec; --vacant: #cfd8d4;
  --danger: #b3261e; --danger-soft: #fcebea; --good: #17693a; --good-soft: #e2f3e8;
  --waiting: #7a4b00; --waiting-soft: #fdf0d8; --off: #54615c; --off-soft: #eceeed;
  --shadow: 0 1px 2px rgb(16 32 29 / 8%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1513; --surface: #18201d; --line: #303b37; --text: #e6ecea; --quiet: #a3b0ab;
    --accent: #58c7b2; --on-accent: #06231d; --accent-soft: #12332c; --vacant: #3a4642;
    --danger: #ff9c94; --danger-soft: #3d1a18; --good: #7fd6a0; --good-soft: #12301f;
    --waiting: #f0c674; --waiting-soft: #37290c; --off: #a3b0ab; --off-soft: #26302c;
    --shadow: none;
  }
}
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
body { margin: 0; background: var(--ground); color: var(--text); overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.25; margin: 0; text-wrap: balance; }
h1 { font-size: 1.6rem; letter-spacing: -.01em; }
h2 { font-size: 1.15rem; }
h3 { font-size: 1rem; }
p { margin: .4rem 0; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
code { font: .85em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.unseen, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; z-index: 2; padding: .5rem 1rem; background: var(--surface); }
.quiet, .hint { color: var(--quiet); font-size: .9rem; }

.top { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.5rem; padding: .6rem clamp(1rem, 4vw, 2.5rem);
  background: var(--surface); border-bottom: 1px solid var(--line); }
.brand { display: inline-flex; align-items: center; gap: .5rem; font-weight: 700; color: var(--text); text-decoration: none; }
.top nav { position: relative; flex: 1 1 auto; overflow-x: auto; }
.top ul { display: flex; gap: .25rem; margin: 0; padding: .2rem; list-style: none; }
.top nav a { display: block; padding: .35rem .7rem; border-radius: 6px; color: var(--text); text-decoration: none; white-space: nowrap; }
.top nav a:hover { background: var(--off-soft); }
.top nav a[aria-current] { background: var(--accent-soft); color: var(--accent); font-weight: 600; }
.who { display: flex; align-items: center; gap: .75rem; }
.person { display: grid; line-height: 1.2; text-align: end; color: var(--text); text-decoration: none; }
.person:hover span { text-decoration: underline; }
.person small { color: var(--quiet); }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 4rem; }
.narrow { max-width: 28rem; margin-inline: auto; } main.narrow { padding-top: 8vh; }
.head { display: flex; flex-wrap: wrap; align-items: end; justify-content: space-between; gap: .75rem 1.5rem; margin-bottom: 1.25rem; }
.head p { margin: .15rem 0 0; }
.crumbs { margin: 0 0 .4rem; font-size: .9rem; }
section { margin-top: 2rem; }
section > h2 { margin-bottom: .6rem; }
.progress { position: fixed; inset: 0 0 auto; height: 3px; z-index: 3; overflow: hidden; background: var(--accent-soft); }
.progress[hidden] { display: none; }
.progress::after { content: ""; display: block; width: 40%; height: 100%; background: var(--accent); animation: pass 1s infinite; }
.progress span { position: absolute; clip-path: inset(50%); }
@keyframes pass { from { translate: -100%; } to { translate: 250%; } }
@media (prefers-reduced-motion: reduce) { .progress::after { animation: none; width: 100%; } }
@media (max-width: 40rem) {
  .top { padding-block: .5rem; }
  .top nav { order: 3; flex-basis: 100%; }
  .who { margin-inline-start: auto; }
  .person small { display: none; }
  h1 { font-size: 1.35rem; }
}
`
