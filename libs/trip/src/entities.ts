import type { ExpiryRule } from '#database';
import { DriverRouteEntity } from './route/driver-route.entity.js';
import { QuoteEntity } from './quote/quote.entity.js';
import { RatingEntity } from './rating/rating.entity.js';
import { TipEntity } from './tip/tip.entity.js';
import { TripShareEntity } from './share/trip-share.entity.js';
import { TripEntity } from './trip/trip.entity.js';

/** The tables of this library. The process that opens the database passes them to TypeORM. */
export const tripEntities = [
  TripEntity,
  DriverRouteEntity,
  QuoteEntity,
  RatingEntity,
  TipEntity,
  TripShareEntity,
];

const DAY_SECONDS = 86_400;

/**
 * The rows that are deleted. A day after its end, a quote is unknown instead of expired or used,
 * and a link is revoked instead of expired. Trips, tips and ratings are business records and stay.
 */
export const tripExpiryRules: ExpiryRule[] = [
  { table: 'quote', endedAt: 'expires_at', keepSeconds: DAY_SECONDS },
  { table: 'trip_share', endedAt: 'least(expires_at, revoked_at)', keepSeconds: DAY_SECONDS },
];
