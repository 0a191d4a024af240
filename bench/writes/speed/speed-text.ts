import { formatNumber, markdownTable } from '../../report/markdown-table.js';
import type { CommitFigures } from './commit-speed.js';
import { median } from './median.js';
import type { OfferFigures } from './offer-speed.js';
import type { SpeedReport } from './speed-bench.js';
import type { Profile } from './speed-subject.js';

const OFFER_HEAD = ['', 'ms', 'of it the decision', 'offers/s', 'goal'];
const COMMIT_HEAD = ['commit', 'statements', 'commits/s', 'server CPU µs', 'Postgres CPU µs'];
const LIMIT_HEAD = ['limit/s', 'its CPU µs', 'its Postgres CPU µs', 'goal'];

/** Formats the report as Markdown tables. */
export function formatSpeed({ offers, commits, profiles }: SpeedReport): string[] {
  return [
    `A window of ${offers.riders.toLocaleString('en')} riders and ${offers.drivers.toLocaleString('en')} drivers, from its begin to the commit of its last offer:`,
    '',
    ...markdownTable(OFFER_HEAD, offerRows(offers)),
    '',
    ...markdownTable(
      [...COMMIT_HEAD, ...LIMIT_HEAD],
      commits.map(({ kind, statements, server, limit }) => [
        kind,
        formatNumber(statements),
        ...cells(server),
        ...cells(limit),
        '≥ 3,000/s',
      ]),
    ),
    '',
    ...profiles.flatMap(formatProfile),
  ];
}

function offerRows({ riders, cold, windows, limitSeconds }: OfferFigures): string[][] {
  const seconds = median(windows.map((window) => window.seconds));
  const solve = median(windows.map(({ solveSeconds }) => solveSeconds));
  const figures = (time: number, decision: number): string[] => [
    formatNumber(1_000 * time),
    formatNumber(1_000 * decision),
    formatNumber(riders / time),
  ];
  return [
    [`median of ${windows.length} windows`, ...figures(seconds, solve), '≥ 1,000/s, ≤ 1,500 ms'],
    ['the first window of the process', ...figures(cold.seconds, cold.solveSeconds), '–'],
    ['limit: its statements alone', ...figures(limitSeconds ?? NaN, NaN), '–'],
  ];
}

const cells = (figures: CommitFigures | null): string[] => [
  formatNumber(figures?.perSecond),
  formatNumber(figures?.processMicros),
  formatNumber(figures?.postgresMicros),
];

const formatProfile = ({ measure, file, functions }: Profile): string[] => [
  `${measure} (${file}):`,
  ...functions.map(({ percent, location }) => `  ${percent.toFixed(1).padStart(5)} %  ${location}`),
  '',
];
