import type { Principal } from '../principal.js';

/**
 * Hears who asked, before anything is carried out: a request is a sign of life, which an
 * open connection isn't. Declared here, implemented by `apps/api`. It must return at once
 * and never throw: every request passes by.
 */
export abstract class DriverActivity {
  abstract touch(principal: Principal): void;
}
