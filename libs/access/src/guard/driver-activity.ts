import type { Principal } from '../principal.js';

/**
 * Notes the requests of drivers: a request is a sign of life, and an open connection is not.
 * Declared here; `apps/api` implements it with matching. It must return at once and must not throw,
 * because every authenticated request calls it.
 */
export abstract class DriverActivity {
  /** Called before the request is carried out. */
  abstract touch(principal: Principal): void;
}
