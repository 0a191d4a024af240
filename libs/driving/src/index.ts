export { LocationReporter, type RandomDelay, type ReportedCar } from './location-reporter.js';
export { ignoreLostOffer, isLostOffer } from './lost-offer.js';
export { Motion, type MotionOptions } from './motion.js';
export { OfferInbox, type OpenOffer } from './offer-inbox.js';
export { SimulatedClock } from './simulated-clock.js';
export { untilAborted } from './until-aborted.js';
