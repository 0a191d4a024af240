import type { Page } from 'playwright-core';
import { frameNames, type HeardEvent, type NativeStream } from './native-stream.js';

/** The browser's own EventSource, opened by the page in that tab. */
export async function openInTab(page: Page, url: string, init = {}): Promise<NativeStream> {
  const index = await page.evaluate(listen, { url, init, names: [...frameNames] });
  return {
    heard: () => page.evaluate(heardBy, index),
    readyState: () => page.evaluate(stateOf, index),
    close: () => page.evaluate(close, index),
  };
}

/** What a page needs of the DOM, whose types would come into every file. */
interface PageSource {
  readonly readyState: number;
  addEventListener(name: string, listener: (event: HeardEvent) => void): void;
  close(): void;
}

interface Listening {
  EventSource: new (url: string, init: object) => PageSource;
  /** Ours: the streams this page has opened. */
  streams?: { source: PageSource; heard: HeardEvent[] }[];
}

// The functions below run in the page: Playwright sends them there as text, so they can't use this file's other names.

function listen({ url, init, names }: { url: string; init: object; names: string[] }): number {
  const page = globalThis as unknown as Listening;
  const source = new page.EventSource(url, init);
  const heard: HeardEvent[] = [];
  for (const name of names) {
    source.addEventListener(name, ({ type, data, lastEventId }) => {
      heard.push({ type, data, lastEventId });
    });
  }
  page.streams ??= [];
  return page.streams.push({ source, heard }) - 1;
}

function heardBy(index: number): HeardEvent[] {
  return (globalThis as unknown as Listening).streams?.[index]?.heard ?? [];
}

function stateOf(index: number): number {
  return (globalThis as unknown as Listening).streams?.[index]?.source.readyState ?? -1;
}

function close(index: number): void {
  (globalThis as unknown as Listening).streams?.[index]?.source.close();
}
