import type { HistoryRow } from './history-reader.js';

export type RepositionFault = 'overlapping' | 'whileBusy' | 'keptOpen' | 'wrongEnd' | 'late';

export interface RepositionAudit {
  suggested: number;
  accepted: number;
  faults: Record<RepositionFault, number>;
  examples: string[];
}

/** What the stream of a driver has said so far. */
interface DriverState {
  open: { id: string; expiresAt: string } | undefined;
  hasOffer: boolean;
  hasTrip: boolean;
}

type Fault = [RepositionFault, string];

const MAX_EXAMPLES = 20;

/**
 * Checks the suggestions of each driver in the order of their stream: one is open at a time, none is
 * made to a driver with an offer or a rider, or stays open when the driver gets one or goes off duty,
 * each answer and each end is of the open one, and none is accepted after its expiry.
 *
 * @param rows the mailboxes of drivers, in the order of `seq`; other rows are ignored
 */
export function auditRepositions(rows: readonly HistoryRow[]): RepositionAudit {
  const faults = { overlapping: 0, whileBusy: 0, keptOpen: 0, wrongEnd: 0, late: 0 };
  const audit: RepositionAudit = { suggested: 0, accepted: 0, faults, examples: [] };
  const drivers = new Map<string, DriverState>();
  for (const row of rows) {
    if (!row.stream.startsWith('driver/')) continue;
    const state = drivers.get(row.stream) ?? { open: undefined, hasOffer: false, hasTrip: false };
    drivers.set(row.stream, state);
    if (row.type === 'driver.reposition') audit.suggested += 1;
    if (row.type === 'driver.reposition_accepted') audit.accepted += 1;
    for (const [fault, text] of replayRow(state, row)) {
      faults[fault] += 1;
      if (audit.examples.length < MAX_EXAMPLES) {
        audit.examples.push(`${row.stream} at ${row.seq}: ${text}`);
      }
    }
  }
  return audit;
}

/** Changes the state by one event of the driver's stream. @returns what must not have happened */
function replayRow(state: DriverState, row: HistoryRow): Fault[] {
  const { event } = row;
  if (event && 'reposition' in event.data) return suggest(state, event.data.reposition);
  if (event && 'repositionId' in event.data) {
    return answer(state, { ...event.data, at: event.time });
  }
  const faults = endsSuggestions(row.type) && state.open ? [keptOpen(row.type)] : [];
  if (row.type === 'offer.created') state.hasOffer = true;
  else if (row.type.startsWith('offer.')) state.hasOffer = false;
  if (row.type === 'trip.driver_assigned') state.hasTrip = true;
  else if (TRIP_ENDS.includes(row.type)) state.hasTrip = false;
  return faults;
}

const TRIP_ENDS = [
  'trip.redispatching',
  'trip.completed',
  'trip.cancelled',
  'trip.no_drivers_available',
];

const endsSuggestions = (type: string): boolean =>
  ['offer.created', 'trip.driver_assigned', 'driver.offline'].includes(type);

const keptOpen = (type: string): Fault => ['keptOpen', `${type} while a suggestion is open`];

function suggest(state: DriverState, next: { id: string; expiresAt: string }): Fault[] {
  const faults: Fault[] = [];
  if (state.open) faults.push(['overlapping', 'a suggestion while another one is open']);
  if (state.hasOffer || state.hasTrip) {
    faults.push(['whileBusy', `a suggestion with ${state.hasTrip ? 'a trip' : 'an offer'}`]);
  }
  state.open = { id: next.id, expiresAt: next.expiresAt };
  return faults;
}

function answer(
  state: DriverState,
  { repositionId, expiresAt, at }: { repositionId: string; expiresAt?: string; at: string },
): Fault[] {
  const { open } = state;
  if (open?.id !== repositionId) return [['wrongEnd', 'an answer to a suggestion that has ended']];
  if (expiresAt === undefined) {
    state.open = undefined;
    return [];
  }
  state.open = { id: repositionId, expiresAt };
  return at > open.expiresAt ? [['late', `accepted at ${at}, expired at ${open.expiresAt}`]] : [];
}
