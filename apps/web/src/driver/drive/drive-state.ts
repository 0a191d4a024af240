import {
  initialDriver,
  reduceDriver,
  type DriverMessage,
  type DriverState,
  type StreamEvent,
} from '#client';
import type { AnyCloudEvent } from '#contracts';
import { clockOffset } from '../offer/countdown.js';
import { withOffer, withOfferEvent, withOutcome, type LoggedOffer } from '../offer/offer-log.js';
import { missedEventMessage, type MissedEvent } from './missed-event.js';

/** The state that the SDK derives, and what only this page shows. */
export interface DriveState extends DriverState {
  missed: readonly MissedEvent[];
  /** The latest offers, newest first, with how each one ended. */
  offers: readonly LoggedOffer[];
  /** The best clock offset that the offers have given so far, in milliseconds. */
  offerOffsetMs: number;
}

/** An event with the time of its arrival by this browser's clock, in milliseconds. */
export interface ReceivedEvent {
  event: AnyCloudEvent;
  cursor: string;
  isReplayed: boolean;
  receivedAt: number;
}

export type DriveMessage =
  | Exclude<DriverMessage, StreamEvent<'driver'>>
  | ({ type: 'event' } & ReceivedEvent)
  | { type: 'missed-dismissed' };

export const newDrive: DriveState = {
  ...initialDriver,
  missed: [],
  offers: [],
  offerOffsetMs: -Infinity,
};

/** Missed events that are listed. Beyond this bound the oldest are dropped. */
export const MOST_MISSED = 30;

/** Names the step at which the driver is. It changes whenever the page asks for something else. */
export function stepOf({ offer, trip, toRate }: DriveState): string {
  if (offer) return `offer ${offer.id}`;
  if (trip) return `${trip.status} ${trip.id}`;
  return toRate ? `rating ${toRate.id}` : 'waiting';
}

/** The next state. Answers and events arrive in any order: the higher version of a trip wins. */
export function evolveDrive(state: DriveState, message: DriveMessage): DriveState {
  if (message.type === 'missed-dismissed') return { ...state, missed: [] };
  if (message.type !== 'event')
    return withOfferLog({ ...state, ...reduceDriver(state, message) }, message);
  const { event, receivedAt } = message;
  const next = { ...state, ...reduceDriver(state, event as StreamEvent<'driver'>) };
  const offers = withOfferEvent(next.offers, event);
  return withMissedEvent(withOfferTime({ ...next, offers }, event, receivedAt), message);
}

/** A snapshot shows an offer whose event this page has not seen; an answer may come before its event. */
function withOfferLog(state: DriveState, message: Exclude<DriveMessage, { type: 'event' }>) {
  const { offers } = state;
  if (message.type === 'offer-over') {
    return { ...state, offers: withOutcome(offers, message.offerId, message.end) };
  }
  return state.offer ? { ...state, offers: withOffer(offers, state.offer) } : state;
}

/** An offer has the time of the server, which improves the clock offset. */
function withOfferTime(state: DriveState, { data }: AnyCloudEvent, receivedAt: number): DriveState {
  if (!('serverTime' in data)) return state;
  const offerOffsetMs = clockOffset(state.offerOffsetMs, data.serverTime, receivedAt);
  return { ...state, offerOffsetMs };
}

function withMissedEvent(state: DriveState, received: ReceivedEvent): DriveState {
  const { event, cursor, isReplayed } = received;
  if (!isReplayed || !missedEventMessage(event)) return state;
  const missed = [...state.missed, { cursor, event }];
  return { ...state, missed: missed.slice(-MOST_MISSED) };
}
