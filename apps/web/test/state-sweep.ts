import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '#testing';
import {
  api,
  dropoff,
  pickup,
  SqlPeek,
  startTestServer,
  type Person,
  type TestServer,
} from '#api-harness';
import { openPage } from './page-scene.js';
import { alikeInForcedColours, faultsInEveryLanguage, faultsOfPage, PHONE } from './page-states.js';

export const sees = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByText(text).first().waitFor();

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** A server and a browser whose pages are taken from state to state, and what is wrong in them. */
export class StateSweep {
  private faults: string[] = [];
  private readonly contexts: BrowserContext[] = [];
  /** The states that were compared in forced colours already: one picture of each is enough. */
  private readonly compared = new Set<string>();

  private constructor(
    readonly browser: Browser,
    readonly server: TestServer,
    readonly peek: SqlPeek,
  ) {}

  static async start(settings: Record<string, string> = {}): Promise<StateSweep> {
    const [browser, server] = await Promise.all([
      launchChromium(),
      startTestServer({ OFFER_SECONDS: '600', ...settings }),
    ]);
    return new StateSweep(browser, server, await SqlPeek.at(server));
  }

  /** Collects what is wrong with the page in this state: accessibility, layout, forced colours. */
  async check(page: Page, state: string): Promise<void> {
    this.faults.push(...(await faultsInEveryLanguage(page, state)));
    const alike = await alikeInForcedColours(page, this.compared);
    this.faults.push(...alike.map((name) => `${state}, forced colours: ${name} looks the same`));
  }

  /** Like `check`, for a document in one language, which the server wrote. */
  async checkDocument(page: Page, state: string): Promise<void> {
    this.faults.push(...(await faultsOfPage(page, state)));
  }

  /** @returns the faults since the last call */
  takeFaults(): string[] {
    return this.faults.splice(0);
  }

  /** Opens a page of the server, or a whole address, on a phone unless the options name a screen. */
  async open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const address = new URL(path, this.server.url).href;
    const { context, page } = await openPage(this.browser, address, {
      viewport: PHONE,
      ...options,
    });
    this.contexts.push(context);
    return page;
  }

  async signIn(page: Page, name: string): Promise<void> {
    await page.getByLabel('Your name').fill(name);
    await button(page, 'Start').click();
  }

  /** The rider's page of a new rider, without a ride. */
  async openRider(): Promise<Page> {
    const page = await this.open('/rider');
    await this.signIn(page, 'Ada');
    await sees(page, 'Where to?');
    return page;
  }

  /** Closes the pages and ends the trips of a test, so that the next one meets none of them. */
  async reset(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
    await this.peek.resetCity();
    this.takeFaults();
  }

  async stop(): Promise<void> {
    await Promise.all([this.browser.close(), this.peek.close()]);
    await this.server.drop();
  }
}

export async function planRide(page: Page): Promise<void> {
  await page.getByLabel('Pickup').fill(`${pickup.lat}, ${pickup.lng}`);
  await page.getByLabel('Drop-off').fill(`${dropoff.lat}, ${dropoff.lng}`);
  await page.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
}

export async function requestRide(page: Page): Promise<void> {
  await planRide(page);
  await button(page, 'Request ride').click();
  await sees(page, 'Looking for a driver near you.');
}

/** The rider of a page as a client of the API. */
export async function riderOfPage(page: Page, server: Pick<TestServer, 'url'>): Promise<Person> {
  const stored = await page.evaluate<string>("localStorage.getItem('tripstream.session.rider')");
  const { token, user } = JSON.parse(stored) as { token: string; user: { id: string } };
  return { ...api(server, token), id: user.id, token } as Person;
}
