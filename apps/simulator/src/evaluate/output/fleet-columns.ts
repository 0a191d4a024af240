import type { Evaluation, PolicyResult } from '../evaluation.js';
import type { KpiColumn } from './kpi-columns.js';

type Kpis = PolicyResult['kpis'];

interface Figure {
  readonly title: string;
  readonly unit: string;
  readonly decimals?: number;
  readonly better?: KpiColumn['better'];
  readonly of: (kpis: Kpis) => number | null;
}

const column = ({ title, unit, decimals = 0, better, of }: Figure): KpiColumn => ({
  title,
  unit,
  decimals,
  ...(better && { better }),
  value: ({ kpis }) => of(kpis),
});

/** Figures about one subject. */
export interface ColumnGroup {
  readonly title: string;
  readonly columns: readonly KpiColumn[];
}

/** Riders who cancelled, for runs in which riders do. */
const CANCELLATION_COLUMNS: readonly KpiColumn[] = [
  column({
    title: 'waiting',
    unit: 'riders',
    better: 'less',
    of: ({ cancelled }) => cancelled.waiting,
  }),
  column({
    title: 'assigned',
    unit: 'riders',
    better: 'less',
    of: ({ cancelled }) => cancelled.assigned,
  }),
  column({
    title: 'driven for them',
    unit: 'km',
    better: 'less',
    of: ({ cancelled }) => cancelled.pickupMeters / 1_000,
  }),
];

/** The time of the cars, for a fleet with shifts or breaks. */
const DUTY_COLUMNS: readonly KpiColumn[] = [
  column({ title: 'on duty', unit: 'h', of: ({ dutyHours }) => dutyHours }),
  column({
    title: 'served',
    unit: 'riders/h',
    decimals: 2,
    better: 'more',
    of: ({ served, dutyHours }) => (dutyHours > 0 ? served / dutyHours : null),
  }),
];

/** The charging of a fleet with batteries. */
const CHARGING_COLUMNS: readonly KpiColumn[] = [
  column({ title: 'charged', unit: 'times', of: ({ charging }) => charging.sessions }),
  column({ title: 'energy', unit: 'kWh', of: ({ charging }) => charging.kwh }),
  column({ title: 'at chargers', unit: 'h', decimals: 1, of: ({ charging }) => charging.hours }),
  column({
    title: 'in queues',
    unit: 'h',
    decimals: 1,
    better: 'less',
    of: ({ charging }) => charging.queueHours,
  }),
  column({
    title: 'drives there',
    unit: 'km',
    of: ({ charging }) => charging.driveMeters / 1_000,
  }),
  column({
    title: 'charge',
    unit: '%, at the end',
    decimals: 1,
    of: ({ charging }) => charging.endSocPercent,
  }),
  column({
    title: 'stranded',
    unit: 'cars',
    better: 'less',
    of: ({ charging }) => charging.stranded,
  }),
];

/** The figures of riders who cancel, of shifts and of batteries; those that a run has. */
export function fleetGroups({ rules, results }: Evaluation): ColumnGroup[] {
  const groups: (ColumnGroup & { readonly isUsed: boolean })[] = [
    {
      title: 'Riders who cancelled',
      columns: CANCELLATION_COLUMNS,
      isUsed: rules.cancelAfter !== undefined,
    },
    {
      title: 'Duty',
      columns: DUTY_COLUMNS,
      isUsed: results.some(({ record }) => record.duty !== undefined),
    },
    { title: 'Charging', columns: CHARGING_COLUMNS, isUsed: rules.charging !== undefined },
  ];
  return groups.filter(({ isUsed }) => isUsed);
}

/** Whether drivers may refuse an offer or miss it. */
export const mayRefuse = ({ rules }: Evaluation): boolean =>
  rules.acceptRate < 1 || rules.thinkSeconds > 0 || rules.acceptFalls !== undefined;
