import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { ReadmeAction, ReadmeStep } from './readme-steps.js';

/** A page, or the page in a frame of another one. */
type Side = Pick<Page | FrameLocator, 'getByText' | 'getByRole' | 'getByLabel' | 'locator'>;
export type Sides = Record<ReadmeStep['side'], Side>;

/** How fast the visitor is. */
export interface VisitorPace {
  /** Before a step: the visitor reads it, and finds its window. */
  read: (step: ReadmeStep) => Promise<void>;
  /** Before an action, except for waiting: the visitor finds the control and moves to it. */
  aim: () => Promise<void>;
  /** Between two characters, in milliseconds. */
  keyMs: number;
}

/** Each action as soon as the page takes it. */
const AT_ONCE: VisitorPace = {
  read: () => Promise.resolve(),
  aim: () => Promise.resolve(),
  keyMs: 0,
};

/** The sides of a side-by-side page. */
export const sidesOf = (page: Page): Sides => ({
  rider: page.frameLocator('iframe[title="The rider"]'),
  driver: page.frameLocator('iframe[title="The driver"]'),
});

/** Does what the steps of README.md say, as a visitor. */
export async function followSteps(
  steps: readonly ReadmeStep[],
  sides: Sides,
  pace = AT_ONCE,
): Promise<void> {
  for (const step of steps) {
    await pace.read(step);
    for (const action of step.actions) {
      if (action.does !== 'wait for') await pace.aim();
      await act(action, { side: sides[step.side], rider: sides.rider, keyMs: pace.keyMs });
    }
  }
}

interface Scene {
  side: Side;
  /** Where the PIN is shown. */
  rider: Side;
  keyMs: number;
}

async function act({ does, label, text = '' }: ReadmeAction, { side, rider, keyMs }: Scene) {
  const button = side.getByRole('button', { name: label });
  switch (does) {
    case 'press':
      return button.click();
    case 'hold': {
      // The button is gone once it has been held long enough.
      await button.click({ trial: true });
      await button.dispatchEvent('pointerdown', { button: 0, isPrimary: true });
      return side.getByText(/^Ride completed/).waitFor();
    }
    case 'open':
      return side.getByText(label, { exact: true }).click();
    case 'tick':
      return side.getByLabel(label).check();
    case 'switch on':
      await side.getByRole('switch', { name: label }).click();
      return side.getByRole('switch', { name: label, checked: true }).waitFor();
    case 'choose':
      return side.getByRole('option', { name: label, exact: true }).click();
    case 'wait for':
      return side.getByText(label, { exact: true }).waitFor();
    case 'type': {
      const pin = text === 'PIN' ? await rider.locator('.digits').textContent() : undefined;
      return type(side.getByLabel(label, { exact: true }), pin ?? text, keyMs);
    }
  }
}

const type = (field: Locator, text: string, keyMs: number): Promise<void> =>
  keyMs === 0 ? field.fill(text) : field.pressSequentially(text, { delay: keyMs });

const CLICKS: readonly ReadmeAction['does'][] = [
  'press',
  'hold',
  'open',
  'tick',
  'switch on',
  'choose',
];

export const countClicks = (steps: readonly ReadmeStep[]): number =>
  steps.flatMap(({ actions }) => actions).filter(({ does }) => CLICKS.includes(does)).length;
