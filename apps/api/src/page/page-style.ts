/**
 * The style of the pages: light and dark, one accent colour, and five sizes a major third apart.
 */
export const pageStyle = `
:root {
  --paper: #fbfbf8; --raised: #f0f1ec; --line: #d5d8cf;
  --ink: #1a2023; --quiet: #545d60; --accent: #0b6b5c;
  --small: .875rem; --text: 1rem; --lead: 1.25rem; --head: 1.5625rem;
  --title: clamp(2.25rem, 1.6rem + 3vw, 3.25rem);
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "Liberation Mono", Menlo, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12171a; --raised: #1b2226; --line: #344046;
    --ink: #e7ebea; --quiet: #a3aeb0; --accent: #62d3bb;
  }
}
*, ::before, ::after { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: var(--text)/1.6 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif;
}
body > * { max-width: 46rem; margin-inline: auto; padding-inline: 1.25rem; }
header { padding-block: clamp(2.5rem, 8vw, 5rem) 1rem; }
h1 { margin: 0; font-size: var(--title); line-height: 1.1; letter-spacing: -.02em; text-wrap: balance; }
h2 { margin: 3rem 0 1rem; font-size: var(--head); line-height: 1.25; letter-spacing: -.01em; }
/* Letters of a joined script lose their joins when they are spaced. */
:is(h1, h2):dir(rtl) { letter-spacing: 0; }
h3 { margin: 0; font-size: var(--text); line-height: 1.6; }
p { margin: .5rem 0; max-width: 38rem; }
.lead { margin-top: 1rem; font-size: var(--lead); line-height: 1.5; color: var(--quiet); }
.quiet { color: var(--quiet); font-size: var(--small); }
a { color: var(--accent); text-underline-offset: .2em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
code { font-family: var(--mono); font-size: .9em; overflow-wrap: anywhere; }
pre {
  margin: .5rem 0; padding: .75rem 1rem; overflow-x: auto; border-radius: 6px;
  background: var(--raised); border: 1px solid var(--line); line-height: 1.5;
}
pre code { font-size: var(--small); overflow-wrap: normal; }
.route pre { user-select: all; -webkit-user-select: all; }
.route { list-style: none; margin: 1.5rem 0 0; padding: 0; }
.route > li { position: relative; padding: 0 0 1.75rem 2.25rem; }
.route > li::before {
  content: ""; position: absolute; left: 8.5px; top: .8rem; bottom: -.8rem;
  border-left: 3px solid var(--accent);
}
.route > li:last-child::before { display: none; }
.route > li::after {
  content: ""; position: absolute; left: 0; top: 3px; width: 20px; height: 20px;
  border: 3px solid var(--accent); border-radius: 50%; background: var(--paper);
}
.route > li:last-child { padding-bottom: 0; }
.route > li:last-child::after { background: var(--accent); }
dl { margin: 0; border-top: 1px solid var(--line); }
dl > div {
  display: grid; grid-template-columns: minmax(9rem, 1fr) 3fr; gap: .25rem 1.5rem;
  padding: .6rem 0; border-bottom: 1px solid var(--line);
}
dd { margin: 0; }
h2:has(+ .codes) { margin: 2.25rem 0 .5rem; font-size: var(--lead); }
.codes > div { grid-template-columns: minmax(17rem, 1fr) 1.4fr; scroll-margin-top: 1rem; }
.codes > div:target { border-left: 3px solid var(--accent); padding-left: .75rem; background: var(--raised); }
.codes dt a { color: inherit; text-decoration: none; }
.codes dt a:hover { color: var(--accent); text-decoration: underline; }
@media (max-width: 36rem) {
  dl > div, .codes > div { grid-template-columns: 1fr; }
  pre { white-space: pre-wrap; padding-inline: .75rem; }
  pre code { overflow-wrap: anywhere; }
}
footer { margin-top: 3.5rem; padding-block: 1.25rem 3rem; border-top: 1px solid var(--line); }
`;
