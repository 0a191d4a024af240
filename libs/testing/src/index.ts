export { until } from './until.js';
export { adminDatabaseUrl, createTestDatabase, type TestDatabase } from './test-database.js';
export { openSse, SseProbe, type SseEnd, type SseProbeOptions } from './sse-probe.js';
export { SseFrameReader, violationsOf, type SseField, type SseFrame } from './sse-frame.js';
