import type { Browser, Page } from 'playwright-core';
import type { Offer, Position } from '#contracts';
import { api, expectOk, pickup, type TestServer } from '#api-harness';

export const VEHICLE = { model: 'Toyota Prius', colour: 'blue', plate: 'T-100 42' };

/** A hundred metres or so from the pickup. */
const PLACE = { lat: pickup.lat - 0.0009, lng: pickup.lng };

interface TabOptions {
  /** How much the page's own clock is ahead, in milliseconds. */
  clockAheadMs?: number;
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  /** The position that the device reports. Without it the page drives the car. */
  device?: Position;
  /** Runs in the page before its own scripts. */
  initScript?: () => void;
}

/** A driver's page in a browser of its own. */
export class DriverTab {
  /** The errors of the console, which include each breach of the Content-Security-Policy. */
  readonly troubles: string[] = [];
  private readonly locationsAt: number[] = [];

  private constructor(
    readonly page: Page,
    private readonly server: Pick<TestServer, 'url'>,
  ) {
    page.on('console', (message) => {
      // A refusal is no fault: the browser logs each one.
      const isRefusal = message.text().startsWith('Failed to load resource');
      if (['error', 'warning'].includes(message.type()) && !isRefusal)
        this.troubles.push(message.text());
    });
    page.on('pageerror', (error) => this.troubles.push(error.message));
    page.on('request', (request) => {
      if (request.url().endsWith('/locations')) this.locationsAt.push(performance.now());
    });
  }

  /** Signed in by the page's own form, the car near the pickup, driving fast. */
  static async open(browser: Browser, server: Pick<TestServer, 'url'>, options: TabOptions = {}) {
    const { clockAheadMs = 0, device, initScript, ...look } = options;
    const context = await browser.newContext(look);
    if (device) {
      await context.grantPermissions(['geolocation']);
      await context.setGeolocation({ latitude: device.lat, longitude: device.lng });
    }
    const page = await context.newPage();
    const tab = new DriverTab(page, server);
    const by = device ? 'device' : 'page';
    await page.addInitScript(setUp, { clockAheadMs, place: PLACE, driving: { by, isFast: true } });
    if (initScript) await page.addInitScript(initScript);
    await page.goto(`${server.url}/driver`);
    await page.getByLabel('Your name').fill('<b>Grace</b>');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('<b>Grace</b>').waitFor();
    return tab;
  }

  async goOnline(): Promise<void> {
    await this.page.getByLabel('Car').fill(VEHICLE.model);
    await this.page.getByLabel('Colour').fill(VEHICLE.colour);
    await this.page.getByLabel('Plate').fill(VEHICLE.plate);
    await this.page.getByRole('switch').click();
    // A search that is open already is offered at once, and then no page waits.
    const waiting = this.page.getByText('Waiting for a ride.');
    const offer = this.page.locator('button[aria-keyshortcuts="A"]');
    await waiting.or(offer).first().waitFor();
  }

  /** Presses a key as soon as a button names it, which is after the cooldown of the step. */
  async pressKey(key: 'A' | 'D' | 'Enter'): Promise<void> {
    await this.page.locator(`button[aria-keyshortcuts="${key}"]:enabled`).waitFor();
    await this.page.keyboard.press(key);
  }

  /** Completes the ride by a press and the answer to the question that follows. */
  async completeRide(): Promise<void> {
    await this.page.getByRole('button', { name: 'Hold to complete the ride' }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Complete the ride' }).click();
  }

  /** The device reports another position from now on. */
  async moveDevice({ lat, lng }: Position): Promise<void> {
    await this.page.context().setGeolocation({ latitude: lat, longitude: lng });
  }

  /** Takes the driver off duty, so that the next ride is not offered to a page that is closed. */
  async goOffline(server = this.server): Promise<void> {
    const me = api(server, await this.token());
    await me.put('/v1/drivers/me/availability', { status: 'offline' });
  }

  async token(): Promise<string> {
    return this.page.evaluate(tokenOfPage);
  }

  /** The offer as the server has it. */
  async snapshotOffer(): Promise<Offer> {
    const me = api(this.server, await this.token());
    const accept = { accept: 'application/json' };
    const { snapshot } = await expectOk<{ snapshot: { offer: Offer } }>(
      me.get('/v1/drivers/me/stream?waitSeconds=0', undefined, accept),
    );
    return snapshot.offer;
  }

  /** From now on the page notes when its countdown shows another number. */
  watchTimer(): Promise<void> {
    return this.page.evaluate(noteTimer);
  }

  /** What the countdown has shown, and when by a clock that is right. */
  shownTimes(): Promise<{ seconds: number; at: number }[]> {
    return this.page.evaluate(() => (globalThis as unknown as Noting).shown ?? []);
  }

  /** The average interval of the page's location reports: a busy machine may shorten a single one. */
  locationsPerSecond(): number {
    const [first = 0, last = 0] = [this.locationsAt[0], this.locationsAt.at(-1)];
    return ((this.locationsAt.length - 1) * 1000) / (last - first);
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

interface Noting {
  shown?: { seconds: number; at: number }[];
}

/** What the functions below need of the DOM, whose types would come into every file. */
interface PageGlobals {
  Date: DateConstructor;
  localStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
  document: {
    body: unknown;
    querySelector(selector: string): { textContent: string } | null;
  };
  MutationObserver: new (changed: () => void) => { observe(node: unknown, what: object): void };
}

// The functions below run in the page: Playwright sends them there as text, so they can't use this file's other names.

interface SetUp {
  clockAheadMs: number;
  place: object;
  driving: object;
}

function setUp({ clockAheadMs, place, driving }: SetUp): void {
  const page = globalThis as unknown as PageGlobals;
  const True = page.Date;
  page.Date = class extends True {
    constructor(...given: unknown[]) {
      super(...((given.length > 0 ? given : [True.now() + clockAheadMs]) as [number]));
    }

    static override now(): number {
      return True.now() + clockAheadMs;
    }
  } as DateConstructor;
  const { localStorage } = page;
  if (localStorage.getItem('tripstream.drive.place') !== null) return;
  localStorage.setItem('tripstream.drive.place', JSON.stringify(place));
  const preferences = JSON.stringify({ driving, hasSound: true, hasKeys: true });
  localStorage.setItem('tripstream.drive.preferences', preferences);
}

function tokenOfPage(): string {
  const { localStorage } = globalThis as unknown as PageGlobals;
  const kept = localStorage.getItem('tripstream.session.driver') ?? '{}';
  return (JSON.parse(kept) as { token: string }).token;
}

function noteTimer(): void {
  const page = globalThis as unknown as PageGlobals & Noting;
  const shown = (page.shown = [] as { seconds: number; at: number }[]);
  const note = () => {
    const text = page.document.querySelector('[role=timer]')?.textContent;
    const seconds = Number.parseInt(text ?? '', 10);
    if (Number.isNaN(seconds) || shown.at(-1)?.seconds === seconds) return;
    shown.push({ seconds, at: performance.timeOrigin + performance.now() });
  };
  const everything = { subtree: true, childList: true, characterData: true };
  new page.MutationObserver(note).observe(page.document.body, everything);
}
