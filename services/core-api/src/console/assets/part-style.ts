/** Cards, tables, tags, and the drawing of occupancy. */
export const PART_STYLE = `
.card { padding: 1.1rem 1.25rem; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 1rem; margin: 0; padding: 0; list-style: none; }
.cards .card { display: grid; gap: .3rem; align-content: start; }
.cards h2 a { color: inherit; text-decoration: none; }
.cards h2 a:hover { text-decoration: underline; }
.cards p { margin: 0; }
.occupancy { margin-top: .5rem; }
.occupancy p { margin: .25rem 0 0; font-size: .9rem; color: var(--quiet); }
.bar { display: block; border-radius: 6px; }
.bar .vacant { fill: var(--vacant); }
.bar .occupied { fill: var(--accent); }
.scroll { position: relative; overflow-x: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
caption { text-align: start; padding: .8rem 1rem; font-weight: 700; }
th, td { padding: .6rem 1rem; text-align: start; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; font-size: .82rem; color: var(--quiet); white-space: nowrap; background: var(--ground); }
tbody th { font-weight: 600; }
td .button { min-height: 2rem; padding: .2rem .7rem; font-weight: 500; border-color: var(--line); }
.matrix td, .matrix thead th:not(:first-child) { text-align: center; }
.matrix tbody th .quiet { font-weight: 400; }
.matrix .yes { color: var(--good); font-weight: 700; }
.matrix .no { color: var(--quiet); }
.tag { display: inline-block; padding: .05rem .55rem; border-radius: 99px; font-size: .82rem; font-weight: 600; white-space: nowrap; background: var(--off-soft); color: var(--off); }
.tag.good { background: var(--good-soft); color: var(--good); }
.tag.waiting { background: var(--waiting-soft); color: var(--waiting); }
.tag.bad { background: var(--danger-soft); color: var(--danger); }
.tag.accent { background: var(--accent-soft); color: var(--accent); }
.keys code { display: inline-block; margin: 0 .2rem .2rem 0; padding: 0 .4rem; border-radius: 5px; background: var(--off-soft); }
.state { padding: 2.2rem 1.5rem; text-align: center; background: var(--surface); border: 1px dashed var(--line); border-radius: 12px; }
.state .title { font-weight: 700; }
.state > :first-child { margin-top: 0; }
.narrow .state { border-style: solid; }
.fold summary { cursor: pointer; color: var(--accent); width: max-content; max-width: 100%; }
.fold > :not(summary) { margin-top: .4rem; }
.after { padding: .6rem 1rem 0; }
.would { margin: 0 0 .4rem; padding-inline-start: 1.1rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .4rem; }
ins { color: var(--good); text-decoration: none; } del { color: var(--danger); }
aside .card + .card { margin-top: 1rem; }
.card > h2, .card > h3 { margin-bottom: .6rem; }
.card > h3:not(:first-child) { margin-top: 1.4rem; }
.pager { display: flex; gap: .75rem; justify-content: end; margin-top: 1rem; }
.secret { padding: .8rem 1rem; border-radius: 8px; background: var(--waiting-soft); color: var(--waiting); }
.secret code { font-size: 1.05rem; user-select: all; }
.list { margin: 0; padding: 0; list-style: none; display: grid; gap: .4rem; }
.list li { display: flex; flex-wrap: wrap; gap: .3rem .8rem; align-items: center; justify-content: space-between; }
.tabs { display: flex; gap: .25rem; overflow-x: auto; margin: 0 0 1.25rem; padding: .2rem 0; border-bottom: 1px solid var(--line); }
.tabs a { padding: .4rem .8rem; text-decoration: none; color: var(--quiet); border-bottom: 3px solid transparent; white-space: nowrap; }
.tabs a[aria-current] { color: var(--text); border-color: var(--accent); font-weight: 600; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; margin: 0; }
dl.facts dt { color: var(--quiet); }
dl.facts dd { margin: 0; }
@media (max-width: 30rem) { dl.facts { grid-template-columns: 1fr; } dl.facts dd { margin-bottom: .4rem; } }
@media (min-width: 62rem) { .beside { display: grid; grid-template-columns: minmax(0, 1fr) 20rem; gap: 1.5rem; align-items: start; } .beside > aside { position: sticky; top: 1rem; } }
.beside section:first-child { margin-top: 0; }
.beside > aside { margin-top: 1.5rem; } @media (min-width: 62rem) { .beside > aside { margin-top: 0; } }
`
