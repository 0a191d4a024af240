export { createFakeTripstream } from './fake-tripstream.js';
export type { FakeTripstream, FakeTripstreamOptions, RecordedRequest } from './fake-tripstream.js';
export { FakeProblem } from './fake-problem.js';
export type { FakeDriver, FakeDriverOptions, FakeRider, OfferAnswers } from './fake-people.js';
export type { RepositionOptions } from './fake-repositions.js';
export type { FailureRule } from './fake-failures.js';
export type { ListeningFake } from './listen.js';
