import type { Page } from 'playwright-core';
import { LANGUAGES } from '../src/language/languages.js';
import { accessibilityFaults } from './page-scene.js';

const MENU = 'select.language';

/** The narrowest screen that the pages are made for. */
export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 800 };

/**
 * What is wrong with the page as it stands, in each of its languages: what axe finds, and elements
 * that leave the screen. The page is switched by its own menu and is in English afterwards.
 */
export async function faultsInEveryLanguage(page: Page, state: string): Promise<string[]> {
  const faults: string[] = [];
  const others = Object.keys(LANGUAGES).filter((language) => language !== 'en');
  for (const language of [...others, 'en']) {
    await switchLanguage(page, language);
    faults.push(...(await faultsOfPage(page, `${state}, ${language}`)));
  }
  return faults;
}

/**
 * What is wrong with the page as it stands, in the language that it is in. Its layout is looked at
 * on the screen that it is on, and on the other one of `PHONE` and `DESK`.
 */
export async function faultsOfPage(page: Page, state: string): Promise<string[]> {
  const found = await accessibilityFaults(page);
  found.push(...(await page.evaluate(offScreen)));
  const shown = page.viewportSize() ?? PHONE;
  await page.setViewportSize(shown.width < DESK.width ? DESK : PHONE);
  found.push(...(await page.evaluate(offScreen)));
  await page.setViewportSize(shown);
  return found.map((fault) => `${state}: ${fault}`);
}

/** Chooses a language in the menu of the page, and waits until the page has it. */
export async function switchLanguage(page: Page, language: string): Promise<void> {
  const menu = page.locator(MENU);
  // A dialog makes the menu inert, and a user would close it first. The change is the same.
  await menu.selectOption(language, { force: true });
  // Looked at in each frame: a locator would look again after a tenth of a second only.
  await page.waitForFunction(isInLanguage, { menu: `${MENU}:enabled`, language });
}

interface LanguageShown {
  menu: string;
  language: string;
}

function isInLanguage({ menu, language }: LanguageShown): boolean {
  const { document } = globalThis as unknown as {
    document: { documentElement: { lang: string }; querySelector: (selector: string) => unknown };
  };
  return document.documentElement.lang === language && document.querySelector(menu) !== null;
}

interface Box {
  left: number;
  right: number;
  width: number;
}

interface PageElement {
  outerHTML: string;
  scrollWidth: number;
  clientWidth: number;
  getBoundingClientRect: () => Box;
  matches: (selector: string) => boolean;
}

interface PageWindow {
  innerWidth: number;
  document: { querySelectorAll: (selector: string) => Iterable<PageElement> };
}

/** Elements that leave the screen at a side, and buttons that are too small for their words. */
function offScreen(): string[] {
  const { document, innerWidth } = globalThis as unknown as PageWindow;
  const ignored = '.unseen, .unseen *, .leaflet-container *, .scroller *, pre *';
  const elements = [...document.querySelectorAll('body *')].filter(
    (node) => !node.matches(ignored),
  );
  const outside = elements.filter((node) => {
    const { left, right, width } = node.getBoundingClientRect();
    return width > 0 && (right > innerWidth + 1 || left < -1);
  });
  const tight = elements.filter(
    (node) => node.matches('button, a.button') && node.scrollWidth > node.clientWidth + 1,
  );
  return [
    ...outside.map(({ outerHTML }) => `leaves ${innerWidth} pixels: ${outerHTML.slice(0, 120)}`),
    ...tight.map(({ outerHTML }) => `is too small for its words: ${outerHTML.slice(0, 120)}`),
  ];
}

/** The states of elements that are a colour in the ordinary styles, with the values they take. */
const STATES: readonly { selector: string; attribute: string; values: (string | null)[] }[] = [
  { selector: '.stages li', attribute: 'data-state', values: ['done', 'now', 'ahead'] },
  { selector: '.pulse', attribute: 'data-status', values: ['live', 'connecting', 'stale'] },
  { selector: '.place', attribute: 'data-next', values: ['true', 'false'] },
  { selector: '.options li', attribute: 'aria-selected', values: ['true', 'false'] },
  { selector: '.stars label', attribute: 'data-lit', values: ['true', 'false'] },
  { selector: '.switch', attribute: 'aria-checked', values: ['true', 'false'] },
  { selector: '.tabs [role=tab]', attribute: 'aria-selected', values: ['true', 'false'] },
  { selector: '.steps button', attribute: 'aria-current', values: ['step', null] },
  { selector: '.frame', attribute: 'data-complete', values: ['true', 'false'] },
  { selector: '.offer .left', attribute: 'data-urgent', values: ['true', 'false'] },
  { selector: '.hold', attribute: 'data-hold', values: ['holding', null] },
  { selector: '.button.step', attribute: 'aria-disabled', values: ['true', null] },
  { selector: '.button.main', attribute: 'disabled', values: ['', null] },
  { selector: '.button.second', attribute: 'disabled', values: ['', null] },
  { selector: '.button.danger', attribute: 'disabled', values: ['', null] },
  { selector: '.button.plain', attribute: 'disabled', values: ['', null] },
];

/**
 * States that look alike in forced colours. A copy of an element gets each of its states, and its
 * pictures must differ.
 *
 * @param seen the states that were compared before, which are left out
 */
export async function alikeInForcedColours(
  page: Page,
  seen = new Set<string>(),
): Promise<string[]> {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  const alike: string[] = [];
  for (const { selector, attribute, values } of STATES) {
    const name = `${selector}[${attribute}]`;
    const element = page.locator(`${selector}:visible`).first();
    if (seen.has(name) || (await element.count()) === 0) continue;
    seen.add(name);
    const pictures = new Set<string>();
    for (const value of values) {
      await element.evaluate(addCopy, { attribute, value, name: COPY });
      const picture = await page.locator(`[${COPY}]`).screenshot(STILL);
      pictures.add(picture.toString('base64'));
      await page.locator(`[${COPY}]`).evaluate(removeCopy);
    }
    if (pictures.size < values.length) alike.push(name);
  }
  await page.emulateMedia({ forcedColors: null, reducedMotion: null });
  return alike;
}

/** The attribute of a copy, which does not change while its pictures are taken. */
const COPY = 'data-copy-of-state';
const STILL = { animations: 'disabled', caret: 'hide' } as const;

interface Copied {
  cloneNode: (isDeep: true) => Copied;
  after: (node: Copied) => void;
  remove: () => void;
  setAttribute: (name: string, value: string) => void;
  removeAttribute: (name: string) => void;
}

interface CopyOptions {
  attribute: string;
  value: string | null;
  name: string;
}

function addCopy(node: unknown, { attribute, value, name }: CopyOptions): void {
  const original = node as Copied;
  const copy = original.cloneNode(true);
  copy.setAttribute(name, '');
  if (value === null) copy.removeAttribute(attribute);
  else copy.setAttribute(attribute, value);
  original.after(copy);
}

function removeCopy(node: unknown): void {
  (node as Copied).remove();
}
