import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Window } from 'happy-dom';
import type * as ReactTypes from 'react';
import type { createRoot, hydrateRoot, Root } from 'react-dom/client';
import type { renderToString } from 'react-dom/server';
import type * as hooks from '../src/react/index.js';
import { until } from './until.js';

/** The hooks with one version of React. */
interface ReactKit {
  React: typeof ReactTypes;
  createRoot: typeof createRoot;
  hydrateRoot: typeof hydrateRoot;
  renderToString: typeof renderToString;
  hooks: typeof hooks;
}

/** A small DOM with the hooks and one version of React. */
export interface ReactHarness extends ReactKit {
  /** Renders in an element of its own. */
  render: (element: ReactTypes.ReactNode) => Rendered;
  /** Hydrates what a server has rendered. */
  hydrate: (html: string, element: ReactTypes.ReactNode) => Rendered;
  /** What React reported as wrong, such as a hydration that differs. */
  errors: string[];
  /** The listeners of the page, which the SDK adds for its life cycle. */
  countListeners: () => number;
  close: () => Promise<void>;
}

export interface Rendered {
  text: () => string;
  update: (element: ReactTypes.ReactNode) => void;
  unmount: () => void;
}

const script = fileURLToPath(new URL('./react-kit.mjs', import.meta.url));
const GLOBALS = ['window', 'document', 'navigator'] as const;

/** The listeners that were added to the page and not removed. */
function watchListeners(targets: object[]): () => number {
  let count = 0;
  for (const target of targets as { addEventListener: unknown; removeEventListener: unknown }[]) {
    for (const [name, change] of [
      ['addEventListener', 1],
      ['removeEventListener', -1],
    ] as const) {
      const original = target[name] as ((...rest: unknown[]) => void) | undefined;
      target[name] = (type: string, ...rest: unknown[]) => {
        if (/^(visibilitychange|online|offline|page|freeze|resume)/.test(type)) count += change;
        original?.call(target, type, ...rest);
      };
    }
  }
  return () => count;
}

/** @param version `18` or `19` */
export async function openReact(version: string): Promise<ReactHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'react-kit-'));
  const file = join(folder, 'kit.mjs');
  await promisify(execFile)(process.execPath, [script, version, file]);
  const window = new Window({ url: 'http://localhost/' });
  const before = GLOBALS.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
  const values = { window, document: window.document, navigator: window.navigator };
  for (const name of GLOBALS) {
    Object.defineProperty(globalThis, name, { value: values[name], configurable: true });
  }
  const countListeners = watchListeners([window.document]);
  const errors: string[] = [];
  const { console } = globalThis;
  const original = console.error.bind(console);
  Object.assign(console, {
    error: (...message: unknown[]) => errors.push(message.map(String).join(' ')),
  });
  const kit = (await import(pathToFileURL(file).href)) as ReactKit;
  const mount = (html: string, open: (container: never) => Root): Rendered => {
    const container = window.document.createElement('div');
    container.innerHTML = html;
    window.document.body.append(container);
    // The types of React name the DOM of browsers, which these tests don't have.
    const root = open(container as never);
    return {
      text: () => container.textContent,
      update: (next) => root.render(next),
      unmount: () => root.unmount(),
    };
  };
  const render = (element: ReactTypes.ReactNode): Rendered =>
    mount('', (container) => {
      const root = kit.createRoot(container);
      root.render(element);
      return root;
    });
  const hydrate = (html: string, element: ReactTypes.ReactNode): Rendered =>
    mount(html, (container) => kit.hydrateRoot(container, element));
  const close = async (): Promise<void> => {
    // React needs the page until it has unmounted all, and the streams close a moment later.
    await until('all streams are closed', () => countListeners() === 0);
    Object.assign(console, { error: original });
    GLOBALS.forEach((name, index) => {
      const descriptor = before[index];
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    });
    await window.happyDOM.close();
    await rm(folder, { recursive: true });
  };
  return { ...kit, render, hydrate, errors, countListeners, close };
}
