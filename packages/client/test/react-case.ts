import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { ReactNode } from 'react';
import type { Role } from '#contracts';
import { createFakeTripstream, type FakeTripstream } from '../src/testing/index.js';
import { openReact, type ReactHarness, type Rendered } from './react-harness.js';

/** What each test of the hooks has. */
export interface ReactCase {
  dom: ReactHarness;
  /** A fake server of the test's own. */
  fake: FakeTripstream;
  /** Renders until the end of the test. */
  render: (element: ReactNode) => Rendered;
  /** Hydrates what a server has rendered, until the end of the test. */
  hydrate: (html: string, element: ReactNode) => Rendered;
  /** The options of a user who has just signed in. */
  optionsOf: (role: Role) => { baseUrl: string; fetch: typeof fetch; token: string; user: string };
}

/**
 * Prepares the tests of a `describe`. After each one, all is unmounted, and React must have
 * reported no error.
 *
 * @param version of React: `18` or `19`
 */
export function reactCase(version: string): ReactCase {
  const open: Rendered[] = [];
  const unmountLater = (rendered: Rendered): Rendered => {
    open.push(rendered);
    return rendered;
  };
  const methods: Omit<ReactCase, 'dom' | 'fake'> = {
    render: (element) => unmountLater(prepared.dom.render(element)),
    hydrate: (html, element) => unmountLater(prepared.dom.hydrate(html, element)),
    optionsOf: (role) => {
      const { baseUrl, fetch } = prepared.fake;
      const { token, user } = prepared.fake.signIn(role);
      return { baseUrl, fetch, token, user: user.id };
    },
  };
  // Both are there before the first test runs.
  const prepared = methods as ReactCase;
  beforeAll(async () => {
    prepared.dom = await openReact(version);
  });
  afterAll(() => prepared.dom.close());
  beforeEach(() => {
    prepared.fake = createFakeTripstream();
    prepared.dom.errors.length = 0;
  });
  afterEach(async () => {
    for (const rendered of open.splice(0)) rendered.unmount();
    await prepared.fake.close();
    expect(prepared.dom.errors).toEqual([]);
  });
  return prepared;
}
