import { DARK_COLOURS, LIGHT_COLOURS } from './report-colours.js';

export const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif';

/** The type scale is 12 px in charts and units, 14 px for text, 18 and 26 px for headings. */
export const REPORT_STYLE = `
:root{${LIGHT_COLOURS}}
@media (prefers-color-scheme:dark){:root{${DARK_COLOURS}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.5 ${FONT}}
main{max-width:1128px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:26px;line-height:1.25;margin:0 0 4px}
h2{font-size:18px;line-height:1.3;margin:48px 0 4px}
h3{font-size:14px;margin:0;font-weight:600}
p{margin:0 0 12px;max-width:90ch}
.muted,.unit,.note{color:var(--muted)}
.unit,.note{font-size:12px;font-weight:400}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:6px 8px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--rule)}
th:first-child,td:first-child{text-align:left;padding-left:0}
th{font-weight:600;vertical-align:bottom;line-height:1.3}
td{color:var(--muted)}
td strong,tbody th{color:var(--ink)}
figure{margin:0}
svg{display:block;max-width:100%;height:auto}
.several{display:grid;gap:24px;grid-template-columns:repeat(auto-fill,minmax(340px,1fr))}
.layers{position:relative}
.layers svg+svg{position:absolute;inset:0}
.roads{fill:none;stroke:var(--road);stroke-width:.6}
.key{display:flex;flex-wrap:wrap;gap:4px 20px;margin:0 0 12px;padding:0;list-style:none;align-items:baseline}
.chip{display:inline-block;width:12px;height:12px;border-radius:2px;margin-right:6px;
vertical-align:-1px}
th.text,td.text{text-align:left;white-space:normal}
@media print{figure,tr{break-inside:avoid}}
`;
