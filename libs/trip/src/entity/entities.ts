import { QuoteEntity } from './quote.entity.js';
import { RatingEntity } from './rating.entity.js';
import { TripShareEntity } from './trip-share.entity.js';
import { TripEntity } from './trip.entity.js';

/** The tables of this lib, for whoever opens the database. */
export const tripEntities = [TripEntity, QuoteEntity, RatingEntity, TripShareEntity];
