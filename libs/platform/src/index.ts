export { Settings, SettingsError } from './config/settings.js';
export { DomainError } from './error/domain-error.js';
export { errorCatalogue, type ErrorCode } from './error/error-catalogue.js';
export { PROBLEM_MEDIA_TYPE, toProblem } from './error/problem-document.js';
export { PinoLogger } from './log/pino-logger.service.js';
export { Metrics } from './metrics/metrics.js';
export { PlatformModule } from './platform.module.js';
export { WakeUp } from './wake-up/wake-up.js';
export { BatchLoader } from './read/batch-loader.js';
