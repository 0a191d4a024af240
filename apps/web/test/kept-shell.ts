import type { Page } from 'playwright-core';
import { until } from '#testing';

const KEPT = `caches.keys().then((names) => Promise.all(names.map(async (name) =>
  (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))
  .then((lists) => lists.flat()))`;

/** The paths of the pages and assets that the browser keeps for a time without a connection. */
export const keptPaths = (page: Page): Promise<string[]> => page.evaluate<string[]>(KEPT);

/** Waits until the browser keeps a page or an asset whose path contains the part. */
export async function untilKept(page: Page, part: string): Promise<void> {
  await until(`the browser keeps ${part}`, async () =>
    (await keptPaths(page)).some((path) => path.includes(part)),
  );
}
