import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { CityMap, Position, Trip, TripPage, TripStatus } from '#contracts';
import {
  api,
  expectOk,
  goOnline,
  nextOffer,
  signUp,
  type ApiProcess,
  type Person,
  type SqlPeek,
} from '#api-harness';
import { startFaultProxy, until, type FaultProxy } from '#testing';
import { switchLanguage } from '../page-states.js';
import { VIEWPORTS, type Shot } from './shot.js';

/** Two screenshots in a row that are equal: the map has drawn, the fonts are there. */
const SETTLE_MS = 150;

/** Its multiples, modulo one, lie evenly and in no rows. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

export interface RideRequest {
  pickup: Position;
  dropoff: Position;
  status: Exclude<TripStatus, 'no_drivers_available' | 'cancelled'>;
  riderName?: string;
  driverName?: string;
}

export interface ArrangedRide {
  rider: Person;
  /** Undefined while the trip is `matching`. */
  driver: Person | undefined;
  trip: Trip;
}

/** What a scene has to arrange its picture: a server, its people, and a browser. */
export class Stage {
  private readonly contexts: BrowserContext[] = [];
  private readonly endings: (() => Promise<void>)[] = [];
  private subject: Page | undefined;
  private network: FaultProxy | undefined;
  private isDisconnected = false;

  constructor(
    readonly server: ApiProcess,
    private readonly browser: Browser,
    private readonly shot: Shot,
    readonly peek: SqlPeek,
  ) {}

  /** Opens the page that the picture shows, in the look of the shot. */
  async open(path: string, stored: Record<string, unknown> = {}): Promise<Page> {
    const { width, dark, forcedColours, language } = this.shot;
    const context = await this.browser.newContext({
      viewport: VIEWPORTS[width],
      colorScheme: dark ? 'dark' : 'light',
      forcedColors: forcedColours ? 'active' : 'none',
      reducedMotion: 'reduce',
      locale: language ?? 'en-US',
      timezoneId: 'America/New_York',
    });
    this.contexts.push(context);
    this.subject = await context.newPage();
    const { subject } = this;
    // The words that a scene waits for are English; the picture is taken in the language of the shot.
    await subject.addInitScript(store, { 'tripstream.language': 'en', ...stored });
    await subject.goto(new URL(path, this.network?.url ?? this.server.url).href);
    return this.subject;
  }

  /** Opens a page and signs in with its own form, as a visitor does. */
  async signIn(path: string, name: string, stored?: Record<string, unknown>): Promise<Page> {
    const page = await this.open(path, stored);
    await page.locator('input[name="name"]').first().fill(name);
    await page.locator('form button[type="submit"]').first().click();
    await page.locator('.pulse[data-status="live"]').first().waitFor();
    return page;
  }

  /** The page that is opened next reaches the server over a network that `disconnect` cuts. */
  async useNetwork(): Promise<void> {
    const network = await startFaultProxy(this.server.url);
    this.network = network;
    this.defer(() => network.close());
  }

  /** The page that the picture shows has no connection from now on. */
  disconnect(): void {
    if (!this.network) throw new Error('The scene has not called useNetwork.');
    this.isDisconnected = true;
    this.network.cut();
  }

  /** A rider, a driver and a trip of theirs in a status. Other drivers must be busy or offline. */
  async arrangeRide(request: RideRequest): Promise<ArrangedRide> {
    const { pickup, dropoff, status, riderName = 'Ada', driverName = 'Grace' } = request;
    const rider = await signUp(this.server, 'rider', riderName);
    const { id, pin } = await expectOk<Trip>(rider.post('/v1/trips', { pickup, dropoff }));
    const ride = async (driver?: Person) => ({
      rider,
      driver,
      trip: await expectOk<Trip>(rider.get(`/v1/trips/${id}`)),
    });
    if (status === 'matching') return ride();
    const driver = await this.acceptRide(driverName, pickup);
    const steps = [
      ['driver_arrived', 'arrive', undefined],
      ['in_progress', 'start', { pin }],
      ['completed', 'complete', undefined],
    ] as const;
    const last = steps.findIndex(([reached]) => reached === status) + 1;
    for (const [, command, body] of steps.slice(0, last)) {
      await expectOk(driver.post(`/v1/trips/${id}/${command}`, body));
    }
    if (status === 'completed') await this.goOffline(driver);
    return ride(driver);
  }

  /** A new driver who accepts the next offer. */
  async acceptRide(name: string, position: Position): Promise<Person> {
    const driver = await signUp(this.server, 'driver', name);
    const stream = await driver.stream();
    const vehicle = { model: 'Toyota Prius', colour: 'blue', plate: 'T-100 42' };
    const online = { status: 'online', vehicle };
    await goOnline(driver, position);
    await expectOk(driver.put('/v1/drivers/me/availability', online));
    const offer = await nextOffer(stream);
    await expectOk(driver.post(`/v1/offers/${offer.id}/accept`));
    await stream.close();
    return driver;
  }

  async activeTrip(driver: Person): Promise<Trip> {
    const accept = { accept: 'application/json' };
    const path = '/v1/drivers/me/stream?waitSeconds=0';
    const { snapshot } = await expectOk<{ snapshot: { trip: Trip } }>(
      driver.get(path, undefined, accept),
    );
    return snapshot.trip;
  }

  /** The newest trip of the rider who is signed in on the page. */
  async latestTrip(page: Page): Promise<Trip> {
    const session = await page.evaluate<string>("localStorage.getItem('tripstream.session.rider')");
    const { token } = JSON.parse(session) as { token: string };
    const { trips } = await expectOk<TripPage>(api(this.server, token).get('/v1/trips'));
    const [trip] = trips;
    if (!trip) throw new Error('The rider has no trip.');
    return trip;
  }

  async goOffline(driver: Person): Promise<void> {
    await expectOk(driver.put('/v1/drivers/me/availability', { status: 'offline' }));
  }

  /** Junctions of the city, spread over all of it, always the same ones. */
  async spreadPositions(count: number): Promise<Position[]> {
    const visitor = await signUp(this.server, 'rider');
    const { roads } = await expectOk<CityMap>(visitor.get('/v1/city'));
    const { features } = roads;
    return Array.from({ length: count }, (_, index) => {
      const road = features[Math.floor(((index * GOLDEN_RATIO) % 1) * features.length)];
      const [lng = 0, lat = 0] = road?.geometry.coordinates[0] ?? [];
      return { lat, lng };
    });
  }

  /** @returns a PNG of the page, taken when two in a row are equal */
  async takePicture(): Promise<Uint8Array> {
    const page = this.subject;
    if (!page) throw new Error('The scene has not opened a page.');
    // A pointer over a button would show it in another state.
    await page.mouse.move(0, 0);
    if (!this.isDisconnected && (await page.locator('.leaflet-container').count()) > 0) {
      await page.locator('.scale-bar').waitFor();
    }
    if (this.shot.language) await switchLanguage(page, this.shot.language);
    const shoot = () => page.screenshot({ animations: 'disabled', caret: 'hide' });
    let before = await shoot();
    await until('two screenshots in a row are equal', async () => {
      await page.waitForTimeout(SETTLE_MS);
      const next = await shoot();
      const isSame = next.equals(before);
      before = next;
      return isSame;
    });
    return before;
  }

  /** Ends something that a scene has started, after its picture. */
  defer(end: () => Promise<void>): void {
    this.endings.push(end);
  }

  async close(): Promise<void> {
    await Promise.all(this.contexts.map((context) => context.close()));
    await Promise.all(this.endings.map((end) => end()));
  }
}

/** What the page finds in its local storage. Playwright sends the function there as text. */
function store(stored: Record<string, unknown>): void {
  const { localStorage } = globalThis as unknown as {
    localStorage: { setItem(key: string, value: string): void };
  };
  for (const [key, value] of Object.entries(stored)) {
    localStorage.setItem(key, typeof value === 'string' ? value : JSON.stringify(value));
  }
}
