import type { KnownStatus, Outage } from '../ledger/phone-ledger.js';
import type { Step, StepKnowledge } from '../ledger/trip-steps.js';
import type { Interval, Way } from './way.js';

/** `waiting`: the connection failed, and the phone will try again. `closed`: it will not. */
export type PhoneState = 'idle' | 'connecting' | 'live' | 'cut' | 'waiting' | 'closed';

/** What a phone has sent and received. */
export interface PhoneCounts {
  requests: number;
  events: number;
  locations: number;
  behind: number;
  lost: number;
  doubled: number;
  reconnects: number;
  data: number;
  heads: number;
}

/** A phone as the page shows it at one moment. */
export interface PhoneView {
  way: Way;
  state: PhoneState;
  /** Seconds between two polls; undefined for the other ways. */
  interval: Interval | undefined;
  status: KnownStatus | undefined;
  steps: readonly { step: Step; knowledge: StepKnowledge }[];
  /** In milliseconds. */
  lastLatency: number | undefined;
  medianLatency: number | undefined;
  outage: Outage | undefined;
  counts: PhoneCounts;
}
