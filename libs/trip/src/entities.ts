import { QuoteEntity } from './quote/quote.entity.js';
import { RatingEntity } from './rating/rating.entity.js';
import { TripShareEntity } from './share/trip-share.entity.js';
import { TripEntity } from './trip/trip.entity.js';

/** The tables of this library. The process that opens the database passes them to TypeORM. */
export const tripEntities = [TripEntity, QuoteEntity, RatingEntity, TripShareEntity];
