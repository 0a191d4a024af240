import { machineText } from '../../report/machine.js';
import { conditions } from '../conditions.js';
import type { RaceReport, RaceRun } from '../race-report.js';
import { wayNames } from '../ways.js';
import { createCharts, drawChart } from './race-charts.js';
import { explanation, formatCell, memoryColumns, raceColumns } from './race-columns.js';

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 84rem; padding: 0 1rem; color: #1a1a1a; background: #fff; }
  h1 { font-size: 1.8rem; margin: 0; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; }
  .charts { display: flex; flex-wrap: wrap; gap: 1rem; } figure { margin: 0; } figcaption { font-weight: 600; }
  .wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
  th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid #ddd; white-space: nowrap; }
  th:first-child, td:first-child { text-align: left; } dt { font-weight: 600; } dd { margin: 0 0 .5rem; }
`;

/** Formats the report as one HTML file without scripts, fonts or other files. */
export function formatPage(report: RaceReport): string {
  const { machine, rides, runs } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Polling, long polling, SSE and WebSocket side by side</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>The same ${rides} rides, read in seven ways</h1>
<p>${machineText(machine)}. All ways read over TLS, at the same time, each from a server of its own.</p>
${runs.map((run) => formatRun(run, rides)).join('\n')}
<section>
<h2>Memory of each open client</h2>
${formatTable(
  memoryColumns.map(({ head }) => head),
  report.memory.map((row) => [
    wayNames[row.way],
    ...memoryColumns.map(({ value }) => formatCell(value(row))),
  ]),
)}
</section>
<section>
<h2>What the columns say</h2>
<dl>${explanation.map(([term, text]) => `<dt>${term}</dt><dd>${text}</dd>`).join('')}</dl>
</section>
</main>
</body>
</html>
`;
}

function formatRun({ condition, seconds, figures }: RaceRun, clients: number): string {
  const columns = raceColumns(clients);
  const charts = createCharts(clients).map(
    (chart) =>
      `<figure><figcaption>${chart.title}</figcaption>${drawChart(chart, figures)}</figure>`,
  );
  const rows = figures.map((row) => [
    wayNames[row.way],
    ...columns.map(({ value }) => formatCell(value(row))),
  ]);
  return `<section>
<h2>${conditions[condition].title} (${seconds.toFixed(1)} s)</h2>
<div class="charts">${charts.join('\n')}</div>
${formatTable(
  columns.map(({ head }) => head),
  rows,
)}
</section>`;
}

/** The names of ways and columns are this module's own, so they need no encoding. */
function formatTable(head: readonly string[], rows: readonly string[][]): string {
  const header = ['way', ...head].map((cell) => `<th scope="col">${cell}</th>`).join('');
  const body = rows
    .map(
      ([name = '', ...cells]) =>
        `<tr><th scope="row">${name}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
    )
    .join('\n');
  // Keyboard users scroll a region that they can focus.
  return `<div class="wide" tabindex="0" role="region" aria-label="Table"><table><thead><tr>${header}</tr></thead><tbody>
${body}
</tbody></table></div>`;
}
