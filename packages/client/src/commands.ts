export { ApiProblem } from './http/api-problem.js';
export type { RequesterOptions } from './http/http-requester.js';
export {
  TripstreamApi,
  type ConnectionsQuery,
  type PastEvent,
  type PlaceSearchQuery,
  type TripQuery,
} from './tripstream-api.js';
