/**
 * What test files import from `@jest/globals`. Jest makes these anew for each test file, and
 * a worker keeps its modules: so they are live bindings. A module that is not a test file
 * must read them when it is called, not when it is loaded.
 */
export let afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test;

/** Called by native-runner.cjs before it loads a test file. */
export function setGlobals(globals) {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } = globals);
}
