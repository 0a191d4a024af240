import type { Tracer } from '@opentelemetry/api';

/** What `start-sdk.ts` has started, for the server that is loaded afterwards. */
export interface StartedSdk {
  tracer: Tracer;
  /** For spans with a link, which are all kept. */
  linkedTracer: Tracer;
  /** Exports what was noted. It may take as long as the collector does. */
  shutdown(): Promise<void>;
}

/** Empty unless `--import` has loaded `register.js`, and tracing is on. */
export const sdk: { started?: StartedSdk } = {};
