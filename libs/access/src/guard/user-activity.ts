import type { Principal } from '../principal.js';

/**
 * Notes the requests of users: a request is a sign of life. Declared here; `apps/api` implements it
 * with matching. It must return at once and must not throw, because every authenticated request
 * calls it.
 */
export abstract class UserActivity {
  /** Called before the request is carried out. */
  abstract touch(principal: Principal): void;
}
