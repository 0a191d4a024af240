import { format } from 'echarts/core';
import type { Evaluation, PolicyResult } from '../evaluation.js';
import { numberText } from '../output/number-text.js';
import { dayText } from '../output/scenario-text.js';
import { fleetChart } from './chart/fleet-chart.js';
import { hoursChart } from './chart/hours-chart.js';
import { waitingChart } from './chart/waiting-chart.js';
import { definitions } from './definitions.js';
import { inputCheckSection } from './input-check-section.js';
import { kpiTable } from './kpi-table.js';
import { lostMap } from './map/lost-map.js';
import { REPORT_STYLE } from './report-style.js';

/** The content security policy, so that an injected file name could neither run nor load code. */
const POLICY_OF_CONTENT = "default-src 'none'; style-src 'unsafe-inline'";

/** Renders the report as one self-contained page. The same evaluation gives the same page. */
export function reportPage(evaluation: Evaluation): string {
  const title = format.encodeHTML(`Dispatch policies: ${evaluation.city.name}`);
  const parts = [
    kpiTable,
    waitingChart,
    hoursChart,
    fleetChart,
    lostMap,
    inputCheckSection,
    definitions,
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY_OF_CONTENT}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${REPORT_STYLE}</style></head>
<body><main><header><h1>${title}</h1>
<p class="muted">${format.encodeHTML(dayText(evaluation))}</p>
<p>${format.encodeHTML(summary(evaluation))}</p></header>
${parts.map((part) => part(evaluation)).join('\n')}
</main></body></html>
`;
}

/** The best policies in three sentences; empty with fewer than two policies. */
function summary({ results }: Evaluation): string {
  if (results.length < 2) return '';
  const { kpis: most, policy } = best(results, ({ kpis }) => -(kpis.servedPercent ?? 0));
  const wait = best(results, ({ kpis }) => kpis.waitSeconds.mean ?? Infinity);
  const empty = best(results, ({ kpis }) => kpis.emptyKmPercent ?? Infinity);
  return [
    `Most riders served: ${policy} (${figure(most.servedPercent)} %).`,
    `Shortest waiting: ${wait.policy} (${figure(wait.kpis.waitSeconds.mean)} s on average).`,
    `Least driving without a rider: ${empty.policy} (${figure(empty.kpis.emptyKmPercent)} % of all kilometres).`,
  ].join(' ');
}

const best = (results: readonly PolicyResult[], by: (result: PolicyResult) => number) =>
  results.reduce((a, b) => (by(b) < by(a) ? b : a));

const figure = (value: number | null): string => (value === null ? '–' : numberText(value, 1));
