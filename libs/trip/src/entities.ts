import { QuoteEntity } from './quote/quote.entity.js';
import { RatingEntity } from './rating/rating.entity.js';
import { TripShareEntity } from './share/trip-share.entity.js';
import { TripEntity } from './trip/trip.entity.js';

/** The tables of this lib, for whoever opens the database. */
export const tripEntities = [TripEntity, QuoteEntity, RatingEntity, TripShareEntity];
