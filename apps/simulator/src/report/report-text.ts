import type { Distribution } from '#simulation';
import type { DemoReport } from './demo-report.js';

export type Row = [label: string, text: string];

/** With this width all lines fit into 80 columns, unless the figures are very large. */
const LABEL_WIDTH = 20;

/** @param shard named in the verdict, where there are several cities */
export function reportText(report: DemoReport, shard?: string): string {
  const sections: [title: string, rows: Row[]][] = [
    ['Run', runRows(report)],
    ['Trips (times in simulated seconds)', tripRows(report)],
    ['Streams', streamRows(report)],
    ['Delivery audit', auditRows(report)],
  ];
  const problems = Object.entries(report.problems).map(([what, n]): Row => [`${n} ×`, what]);
  if (problems.length > 0) sections.push(['Unexpected answers', problems]);
  const unanswered = Object.entries(report.unanswered).map(([what, n]): Row => [`${n} ×`, what]);
  if (unanswered.length > 0) sections.push(['Unanswered for good', unanswered]);
  const lines = sections.flatMap(([title, rows]) => formatSection(title, rows));
  const verdict = report.audit.passed ? 'AUDIT PASSED' : 'AUDIT FAILED';
  const place = shard === undefined ? '' : ` in ${shard}`;
  return [...lines, '', verdict + place, ''].join('\n');
}

/** @returns the lines of a section, after an empty one */
export const formatSection = (title: string, rows: readonly Row[]): string[] => [
  '',
  title,
  ...rows.map(line),
];

const line = ([label, text]: Row): string => `  ${label.padEnd(LABEL_WIDTH)} ${text}`;

function runRows({ run }: DemoReport): Row[] {
  const ended: Row[] = run.endedByItself ? [] : [['did not end', 'stopped at the hard limit']];
  return [
    ['city', `${run.city}, ${run.drivers} cars, ${run.requests} requests in the window`],
    ['seed, speed', `${run.seed}, ${run.speed} simulated seconds in a real one`],
    ['took', `${run.wallSeconds} s`],
    ...instanceRows(run.instances),
    ...ended,
  ];
}

/** One row a server; none for a single server that was not killed. */
function instanceRows(instances: DemoReport['run']['instances']): Row[] {
  if (instances.length === 1 && instances[0]?.kills === 0) return [];
  return instances.map(({ port, kills, connections, slowestStartSeconds }) => [
    `server at ${port}`,
    `killed ${kills} times, up in ${slowestStartSeconds} s, ${connections} connections`,
  ]);
}

function tripRows({
  trips,
  offers,
  repositions,
  sharedTrips,
  waitingSimulatedSeconds: waiting,
}: DemoReport): Row[] {
  const cancelled = `${trips.cancelledByRider} by the rider, ${trips.cancelledAtClosing} without a car at the end, ${trips.cancelledOtherwise} otherwise`;
  const closed = `declined ${offers.declined}, expired ${offers.expired}, revoked ${offers.revoked}`;
  return [
    ['requested', String(trips.requested)],
    ['found a car', `${trips.foundCarPercent ?? '–'} %`],
    ['completed', `${trips.completed}`],
    ['cancelled', cancelled],
    ['no drivers available', String(trips.noDriversAvailable)],
    ...(trips.notEnded > 0 ? [['not ended', String(trips.notEnded)] satisfies Row] : []),
    ['redispatched', String(trips.redispatched)],
    ['request → assigned', spread(waiting.untilAssigned, 's')],
    ['request → arrived', spread(waiting.untilArrived, 's')],
    ['picked up in time', `${waiting.pickedUpInTimePercent ?? '–'} % within 600 s`],
    ['offers', `${offers.created}: accepted ${offers.accepted}, ${closed}`],
    ...repositionRows(repositions),
    ...sharedRows(sharedTrips),
  ];
}

/** No row without suggestions: most policies make none. */
const repositionRows = ({ suggested, accepted }: DemoReport['repositions']): Row[] =>
  suggested === 0 ? [] : [['repositioned', `${suggested} suggestions: accepted ${accepted}`]];

/** No row without shared trips. */
const sharedRows = ({ taken, joined }: DemoReport['sharedTrips']): Row[] =>
  taken === 0 ? [] : [['shared trips', `${taken}: ${joined} joined another one`]];

function streamRows({ streams }: DemoReport): Row[] {
  const { fresh, resumed, reset } = streams.openings;
  return [
    ['clients', `${streams.clients} streams, ${streams.reconnects} reconnects`],
    ['opened', `fresh ${fresh}, resumed ${resumed}, reset ${reset}`],
    ['events delivered', String(streams.eventsDelivered)],
    ['commit → client live', spread(streams.latencyMs, 'ms')],
  ];
}

function auditRows({ audit: { delivery, trips, repositions, sharedTrips } }: DemoReport): Row[] {
  const { lost, duplicated, outOfOrder, foreign, gaps } = delivery.faults;
  const { twoDrivers, illegalTransition, notEnded, statusDiffers, paidForSilence } = trips.faults;
  const order = `duplicated ${duplicated}, out of order ${outOfOrder}, foreign ${foreign}`;
  const steps = `illegal steps ${illegalTransition}, no end ${notEnded}`;
  return [
    [`${delivery.clients} clients`, `lost ${lost}, ${order}`],
    ['mailboxes', `gaps ${gaps}`],
    [`${trips.trips} trips`, `two drivers ${twoDrivers}, ${steps}, wrong status ${statusDiffers}`],
    ['riders', `paid while the driver was silent ${paidForSilence}`],
    ...suggestionRows(repositions),
    ...sharingRows(sharedTrips),
    ...[delivery, trips, repositions, sharedTrips]
      .flatMap(({ examples }) => examples)
      .map((text): Row => ['', text]),
  ];
}

function suggestionRows({ suggested, faults }: DemoReport['audit']['repositions']): Row[] {
  if (suggested === 0) return [];
  const { overlapping, whileBusy, keptOpen, wrongEnd, late } = faults;
  const open = `two at once ${overlapping}, with a rider ${whileBusy}, kept ${keptOpen}`;
  return [[`${suggested} suggestions`, `${open}, wrong end ${wrongEnd}, accepted late ${late}`]];
}

function sharingRows({ taken, faults }: DemoReport['audit']['sharedTrips']): Row[] {
  if (taken === 0) return [];
  const { mixed, outOfOrder, routeDiffers, detour, foreign } = faults;
  const stops = `out of order ${outOfOrder}, wrong stops ${routeDiffers}`;
  return [
    [`${taken} shared trips`, `with others ${mixed}, ${stops}, long ${detour}, foreign ${foreign}`],
  ];
}

function spread({ count, mean, p50, p95, p99 }: Distribution, unit: string): string {
  if (count === 0) return 'none';
  const values = Object.entries({ mean, p50, p95, p99 });
  const text = values.map(([name, value]) => `${name} ${String(value)}`).join(', ');
  return `${text} ${unit} (${count})`;
}
