export { launchChromium, launchChromiumWithPageCache } from './chromium.js';
export { hasPgBouncer, startPgBouncer, type PgBouncer } from './pgbouncer.js';
export { hasNatsServer, NatsCluster } from './nats-cluster.js';
export { findFreePort } from './free-port.js';
export { findProgram } from './find-program.js';
export { hasPrometheus, Prometheus, runPromtool, type PrometheusSample } from './prometheus.js';
export { until } from './until.js';
export { adminDatabaseUrl, createTestDatabase, type TestDatabase } from './test-database.js';
export { runQuery } from './run-query.js';
export { openSse, SseProbe, type SseEnd, type SseProbeOptions } from './sse-probe.js';
export { SseFrameReader, violationsOf, type SseField, type SseFrame } from './sse-frame.js';
export {
  checkDelivery,
  nothingFound,
  type DeliveryFindings,
  type StreamPosition,
} from './delivery-check.js';
export { ReplicatedPostgres, type ReplicationOptions } from './replicated-postgres.js';
export { canMount, SmallDisk, SmallDiskPostgres } from './small-disk.js';
export { FakeGeocoder, answerJson, photonFeature, type GeocoderRequest } from './fake-geocoder.js';
export { startFaultProxy, type FaultProxy } from './fault-proxy.js';
export { makeLoopbackCertificate, type LoopbackCertificate } from './loopback-certificate.js';
export { violationsOfStream, type StreamOptions } from './stream-rules.js';
export {
  readWire,
  type Wire,
  type WireComment,
  type WireEvent,
  type WireFrame,
} from './wire-frame.js';
export { itOnManhattan, manhattanFile, manhattanNetwork, manhattanPath } from './manhattan.js';
