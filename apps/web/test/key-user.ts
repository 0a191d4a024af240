import type { Locator, Page } from 'playwright-core';

/** More elements than any page has between two that a user goes to. */
const MOST_TABS = 80;

/** A person who has a keyboard and no mouse. */
export class KeyUser {
  constructor(private readonly page: Page) {}

  /**
   * Presses Tab until the element has the focus.
   *
   * @throws Error when Tab does not reach it
   */
  async goTo(element: Locator): Promise<void> {
    await element.waitFor();
    for (let tabs = 0; tabs < MOST_TABS; tabs++) {
      if (await element.evaluate(hasFocus)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${String(element)}`);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async fill(field: Locator, text: string): Promise<void> {
    await this.goTo(field);
    await this.page.keyboard.type(text);
  }

  /** Presses a button or follows a link. */
  async use(element: Locator): Promise<void> {
    await this.goTo(element);
    await this.page.keyboard.press('Enter');
  }

  /** The heading of a step has the focus, so that what follows it comes next. */
  isAtHeading(text: string | RegExp): Promise<void> {
    return this.page.locator('h1:focus').filter({ hasText: text }).waitFor();
  }
}

function hasFocus(node: unknown): boolean {
  const { document } = globalThis as unknown as { document: { activeElement: unknown } };
  return document.activeElement === node;
}
