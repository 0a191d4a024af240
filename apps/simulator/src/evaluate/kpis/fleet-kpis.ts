import type { CarStop, DayRecord } from '#simulation';
import { percentOf } from './percent.js';

/** Riders who cancelled. `KPI_DEFINITIONS` says what each figure measures. */
export interface CancellationKpis {
  waiting: number;
  assigned: number;
  pickupMeters: number;
}

/** The charging of a fleet. `KPI_DEFINITIONS` says what each figure measures. */
export interface ChargingKpis {
  sessions: number;
  kwh: number;
  hours: number;
  queueHours: number;
  driveMeters: number;
  /** Null for a fleet without batteries. */
  endSocPercent: number | null;
  stranded: number;
}

const HOUR_SECONDS = 3_600;

/** Counts the riders who cancelled. */
export function countCancellations({ rides }: DayRecord): CancellationKpis {
  const counts = { waiting: 0, assigned: 0, pickupMeters: 0 };
  for (const ride of rides) {
    if (ride.status !== 'lost' || !ride.cancelled) continue;
    counts[ride.cancelled] += 1;
    counts.pickupMeters += ride.pickupMeters ?? 0;
  }
  return { ...counts, pickupMeters: Math.round(counts.pickupMeters) };
}

/** Computes the figures of charging. */
export function computeChargingKpis({ stops, charge }: DayRecord): ChargingKpis {
  const charges = stops.flatMap((ofCar) => ofCar.flatMap(toCharge));
  const sum = (of: (each: Charge) => number): number =>
    charges.reduce((total, each) => total + of(each), 0);
  return {
    sessions: charges.length,
    kwh: tenth(sum(({ kwh }) => kwh)),
    hours: tenth(sum(({ fromSeconds, untilSeconds }) => untilSeconds - fromSeconds) / HOUR_SECONDS),
    queueHours: tenth(sum(({ fromSeconds, arrivesAt }) => fromSeconds - arrivesAt) / HOUR_SECONDS),
    driveMeters: Math.round(sum(({ driveMeters }) => driveMeters)),
    endSocPercent: charge ? percentOf(charge.meanSoc, 1) : null,
    stranded: charge?.stranded ?? 0,
  };
}

type Charge = NonNullable<CarStop['charge']> & { readonly arrivesAt: number };

const toCharge = ({ charge, atSeconds }: CarStop): Charge[] =>
  charge ? [{ ...charge, arrivesAt: atSeconds }] : [];

const tenth = (value: number): number => Math.round(value * 10) / 10;
