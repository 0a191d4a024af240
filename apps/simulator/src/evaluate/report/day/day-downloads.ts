import { cellToLatLng } from 'h3-js';
import type { Evaluation } from '../../evaluation.js';
import { FLEET_COLUMNS, fleetCounts } from '../../export/fleet-columns.js';
import { KPI_DEFINITIONS } from '../../kpis/kpi-definitions.js';
import { percentOf } from '../../kpis/percent.js';
import { serviceLevels } from '../chart/service-levels.js';
import { sumLayer, type DayGrid } from '../map/day-grid.js';
import type { DownloadTable } from '../page/downloads.js';
import { figureGroups } from './figure-groups.js';

/** The tables behind the report of a day. */
export const dayDownloads = (evaluation: Evaluation, day: DayGrid): DownloadTable[] => [
  figuresTable(evaluation),
  hoursTable(evaluation),
  levelsTable(evaluation),
  cellsTable(evaluation, day),
  fleetTable(evaluation),
  definitionsTable(),
];

const figuresTable = (evaluation: Evaluation): DownloadTable => ({
  file: 'figures.csv',
  about: 'a figure and its value with each policy',
  columns: ['subject', 'figure', 'unit', ...evaluation.results.map(({ policy }) => policy)],
  rows: figureGroups(evaluation).flatMap(({ title: subject, columns }) =>
    columns.map(({ title, unit, value }) => [
      subject,
      title,
      unit,
      ...evaluation.results.map(value),
    ]),
  ),
});

const hoursTable = ({ results }: Evaluation): DownloadTable => ({
  file: 'by-hour.csv',
  about: 'an hour of a policy, from midnight of the first day',
  columns: ['policy', 'hour', 'requests', 'served', 'lost', 'lost_percent'],
  rows: results.flatMap(({ policy, kpis }) =>
    kpis.servedByHour.map(({ requests, served }, hour) => [
      policy,
      hour,
      requests,
      served,
      requests - served,
      percentOf(requests - served, requests),
    ]),
  ),
});

const levelsTable = (evaluation: Evaluation): DownloadTable => ({
  file: 'service-level.csv',
  about: 'a waiting time with the share of all requests that were picked up by then',
  columns: ['policy', 'wait_seconds', 'picked_up_percent'],
  rows: evaluation.results.flatMap((result) =>
    serviceLevels(result, evaluation).map(([seconds, percent]) => [
      result.policy,
      seconds,
      percent,
    ]),
  ),
});

function cellsTable({ results }: Evaluation, day: DayGrid): DownloadTable {
  const rows = results.flatMap(({ policy: name }, policy) => {
    const served = sumLayer(day, { policy, layer: 'served' });
    const lost = sumLayer(day, { policy, layer: 'lost' });
    return day.grid.cells.map((cell, i) => {
      const [lat, lng] = cellToLatLng(cell).map((degrees) => Number(degrees.toFixed(5)));
      const requests = served[i]! + lost[i]!;
      const share = percentOf(lost[i]!, requests);
      return [name, cell, lat!, lng!, requests, served[i]!, lost[i]!, share];
    });
  });
  return {
    file: 'by-hexagon.csv',
    about: `a hexagon (H3, resolution ${day.grid.resolution}) of a policy, by the junction of the pickup`,
    columns: ['policy', 'h3', 'lat', 'lon', 'requests', 'served', 'lost', 'lost_percent'],
    rows,
  };
}

const fleetTable = ({ results }: Evaluation): DownloadTable => ({
  file: 'fleet.csv',
  about: 'the cars of a policy by what they do, every five minutes',
  columns: ['policy', 'seconds', ...FLEET_COLUMNS],
  rows: results.flatMap(({ policy, record }) =>
    record.fleet.map((states) => {
      const counts = fleetCounts(states);
      return [policy, states.atSeconds, ...FLEET_COLUMNS.map((column) => counts[column])];
    }),
  ),
});

const definitionsTable = (): DownloadTable => ({
  file: 'definitions.csv',
  about: 'what a figure measures',
  columns: ['figure', 'unit', 'definition'],
  rows: KPI_DEFINITIONS.map(({ key, unit, definition }) => [key, unit, definition]),
});
