export {
  api,
  expectOk,
  newKey,
  personOf,
  signUp,
  type Answer,
  type Api,
  type Person,
} from './api-client.js';
export {
  ensureBuilt,
  hasActiveEngine,
  killApiProcesses,
  spawnApiProcess,
  startApiProcess,
  type ApiProcess,
} from './api-processes.js';
export { openTab, signedIn } from './browser-tabs.js';
export {
  acceptNextOffer,
  dropoff,
  goOnline,
  nextOffer,
  pickup,
  requestTrip,
  rideTo,
  tripOf,
  type Ride,
} from './rides.js';
export { isRelay, untilRelays } from './relays.js';
export { RefusedHandshake, SocketProbe, type SocketFrame } from './socket-probe.js';
export { SqlPeek } from './sql-client.js';
export { dataOf, eventsIn, placesOf, reaching, seqOf } from './stream-frames.js';
export { StreamProxy, type SeenRequest } from './stream-proxy.js';
export { StreamWriter } from './stream-writer.js';
export { startTestServer, type TestServer } from './test-server.js';
export {
  countSignatures,
  WebhookReceiver,
  type ReceivedWebhook,
  type WebhookAnswer,
} from './webhook-receiver.js';
