import { DARK_COLOURS, LIGHT_COLOURS } from './report-colours.js';

export const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif';

/** The type scale is 12 px in charts and units, 14 px for text, 18 and 26 px for headings. */
const TEXT = `
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.5 ${FONT}}
main{max-width:1128px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:26px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:18px;line-height:1.3;margin:48px 0 4px}
h3{font-size:14px;margin:0;font-weight:600;overflow-wrap:anywhere}
p{margin:0 0 12px;max-width:90ch;overflow-wrap:anywhere}
a{color:inherit}
.muted,.unit,.note{color:var(--muted)}
.unit,.note{font-size:12px;font-weight:400}
.spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.answers{display:flex;flex-wrap:wrap;gap:12px 40px;margin:20px 0 0;padding:0;list-style:none}
.answers strong{display:block;font-size:26px;line-height:1.25}
.better{color:var(--good)!important}
.worse{color:var(--bad)!important}
`;

/** On a phone a row of a table is a block: its name, and below it a cell for each column. */
const TABLES = `
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:6px 8px;text-align:right;border-bottom:1px solid var(--rule)}
th:first-child,td:first-child{text-align:left;padding-left:0}
th{font-weight:600;vertical-align:bottom;line-height:1.3}
th[scope=row]{overflow-wrap:anywhere}
td{color:var(--muted)}
td strong,tbody th{color:var(--ink)}
tbody th,th.text,td.text{text-align:left}
tbody.group th[scope=rowgroup]{padding-top:16px;font-weight:600}
tbody th[scope=row]{font-weight:400}
td.bar{width:40%;padding:0 8px}
caption{text-align:left;font-weight:600;padding:8px 0 0}
.several.wider{grid-template-columns:repeat(auto-fill,minmax(min(500px,100%),1fr));align-items:start;gap:32px 40px}
.intervals thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.intervals td.bar{width:36%}
.track{display:block;position:relative;height:20px;min-width:96px;margin:0 6px}
.track i{position:absolute;transform:translateX(-50%)}
.track .day{top:4px;width:1px;height:12px;background:var(--muted);opacity:.6}
.track .span{transform:none;top:6px;height:8px;opacity:.4;border-radius:2px}
.track .mean{top:3px;width:4px;height:14px;border-radius:2px}
@media (min-width:701px){
.one-line td,.intervals td{white-space:nowrap}
.one-line th[scope=row]{min-width:15ch}
#definitions th[scope=row]{min-width:26ch}
}
@media (max-width:700px){
.stacked,.stacked caption,.stacked tbody,.stacked tr,.stacked th,.stacked td{display:block;border:0}
.stacked thead{display:none}
.stacked tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(104px,1fr));gap:2px 12px;
padding:8px 0;border-bottom:1px solid var(--rule)}
.stacked th,.stacked td{padding:0;text-align:left}
.stacked tbody th{grid-column:1/-1}
.stacked td[data-label]::before{content:attr(data-label);display:block;font-size:12px}
.stacked td.text{grid-column:1/-1}
.stacked td.bar{width:auto;grid-column:1/-1}
}
`;

const PICTURES = `
figure{margin:0;min-width:0}
svg{display:block;max-width:100%;height:auto}
svg.symbols{position:absolute}
.several{display:grid;gap:24px;grid-template-columns:repeat(auto-fill,minmax(min(340px,100%),1fr))}
.on-narrow{display:none}
.cells polygon,.cells g path{fill-opacity:.85}
.cells polygon:hover{stroke:var(--ink);stroke-width:1.5}
.roads{fill:none;stroke:var(--road);stroke-width:.6}
.scale{font-size:12px;fill:var(--ink)}
.key{display:flex;flex-wrap:wrap;gap:4px 20px;margin:0 0 12px;padding:0;list-style:none;align-items:baseline}
.several .key{margin:8px 0 0;gap:2px 12px;font-size:12px}
.chip{display:inline-block;width:12px;height:12px;border-radius:2px;margin-right:6px;
vertical-align:-1px}
.whisker{width:100%;height:20px;overflow:visible}
`;

/** Controls that a finger can hit. They stay in view while the maps below them scroll. */
const CONTROLS = `
.controls{padding:4px 0;display:grid;gap:8px}
.controls.time{position:sticky;top:0;z-index:1;background:var(--paper);padding:8px 0;
margin-bottom:12px;border-bottom:1px solid var(--rule)}
.controls fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:4px 16px}
.controls legend{float:left;padding:4px 0;margin-right:16px;font-weight:600}
.controls label{display:inline-flex;align-items:center;gap:6px;min-height:28px}
.pair,.controls.time{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center}
.time .slider{flex:1 1 240px}
.time input[type=range]{flex:1;min-width:120px;accent-color:var(--policy-0)}
.time output{font-size:18px;font-weight:600;min-width:12ch;font-variant-numeric:tabular-nums}
button,select{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--muted);
border-radius:4px;padding:4px 10px;min-height:32px}
button{min-width:72px}
:focus-visible{outline:2px solid var(--policy-0);outline-offset:2px}
:disabled{opacity:.5}
`;

const MEDIA = `
@media (max-width:700px){
main{padding:20px 16px 48px}
.several.three{grid-template-columns:1fr 1fr;gap:16px 8px}
.on-wide{display:none}
.on-narrow{display:block}
}
@media print{
main{max-width:none;padding:0}
.controls,.controls.time,#data{display:none}
.several.three{grid-template-columns:repeat(3,1fr)}
figure,tr,svg{break-inside:avoid}
h2{break-after:avoid}
}
`;

/** The style of the page. A printer gets the light colours. */
export const REPORT_STYLE = `
:root{${LIGHT_COLOURS}}
@media screen and (prefers-color-scheme:dark){:root{${DARK_COLOURS}}}
${TEXT}${TABLES}${PICTURES}${CONTROLS}${MEDIA}`;
