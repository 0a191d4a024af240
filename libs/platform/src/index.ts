export { Settings, SettingsError } from './config/settings.js';
export { DomainError } from './error/domain-error.js';
export { errorCatalogue, type ErrorCode } from './error/error-catalogue.js';
export { PROBLEM_MEDIA_TYPE, toProblem } from './error/problem-document.js';
export { describeError, summarizeError } from './log/error-description.js';
export { logCrashes } from './log/crash-log.js';
export { redactText } from './log/redact-text.js';
export { PinoLogger } from './log/pino-logger.service.js';
export { Metrics } from './metrics/metrics.js';
export { PeriodicTask } from './periodic-task/periodic-task.js';
export { PlatformModule } from './platform.module.js';
export { abortableDelay } from './wake-up/abortable-delay.js';
export {
  NoTracing,
  Tracing,
  type Span,
  type SpanAttributes,
  type SpanOptions,
} from './tracing/tracing.js';
export {
  EventTrail,
  type TrailEntry,
  type TrailQuery,
  type TrailStep,
} from './trail/event-trail.js';
export { WakeUp } from './wake-up/wake-up.js';
export { RowIsolation } from './read/row-isolation.js';
export { BatchLoader } from './read/batch-loader.js';
export { SingleFlight } from './read/single-flight.js';
export { KeyedSingleFlight } from './read/keyed-single-flight.js';
