import type { Page } from 'playwright-core';

/**
 * Lets the next page of the tab read the beginning of the real stream of operators, and then frames
 * of `city.state`, as many as `feedUpTo` allows and as fast as the page can show them. The server
 * isn't a part of this measurement, so the trips that the page looks up don't exist.
 *
 * @param drivers the drivers in each frame; a tenth of them is replaced in each
 */
export async function feedLongStream(page: Page, drivers: number): Promise<void> {
  await page.addInitScript(defineStates, drivers);
  await page.addInitScript(replaceFetch);
}

/** The number of frames that the page has read so far. */
export const countFed = (page: Page): Promise<number> => page.evaluate(readFed);

/** Lets the page read on up to this number of frames. */
export const feedUpTo = (page: Page, frames: number): Promise<void> =>
  page.evaluate(setLimit, frames);

interface PageGlobals {
  fetch: typeof fetch;
  requestAnimationFrame: (call: () => void) => void;
  /** The data of the next frame. */
  nextState: () => string;
  fed: number;
  limit: number;
}

// The functions below run in the page: Playwright sends them there as text.

function defineStates(count: number): void {
  const page = globalThis as unknown as PageGlobals;
  const now = () => new Date().toISOString();
  let next = 0;
  const newId = () => `00000000-0000-4000-8000-${String(next++).padStart(12, '0')}`;
  const newDriver = (index: number) => ({
    id: newId(),
    status: index % 3 === 0 ? 'on_trip' : 'idle',
    position: { lat: 40.75 + (index % 25) / 1000, lng: -73.985 + index / 20_000 },
    headingDegrees: index % 360,
    recordedAt: now(),
    ageSeconds: 1,
    tripId: index % 3 === 0 ? newId() : null,
  });
  const newSilentTrip = (driverId: string) => ({
    tripId: newId(),
    driverId,
    status: 'in_progress',
    driverSilentSince: now(),
    driverLostAt: null,
  });
  const drivers = Array.from({ length: count }, (_, index) => newDriver(index));
  page.nextState = () => {
    for (let index = page.fed % 10; index < count; index += 10) drivers[index] = newDriver(index);
    for (const { position } of drivers) position.lat += 0.00001;
    return JSON.stringify({
      trips: { in_progress: count },
      offers: {},
      availability: { online: count },
      drivers,
      silentTrips: drivers.slice(0, 50).map(({ id }) => newSilentTrip(id)),
      driversOmitted: 0,
      connections: 1,
      outboxLagSeconds: 0,
      serverTime: now(),
    });
  };
}

function replaceFetch(): void {
  const page = globalThis as unknown as PageGlobals;
  const real = page.fetch.bind(page);
  page.fed = 0;
  page.limit = 0;
  const untilAllowed = () =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (page.fed < page.limit) resolve();
        else page.requestAnimationFrame(check);
      };
      page.requestAnimationFrame(check);
    });
  const readOpening = async (answer: Response): Promise<string> => {
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (reader && !/event: ?stream\.opened[^]*?\n\n/.test(text)) {
      text += (await reader.read()).value ?? '';
    }
    await reader?.cancel();
    return text;
  };
  page.fetch = async (input, init) => {
    const answer = await real(input, init);
    const address = input instanceof Request ? input.url : String(input);
    if (!address.includes('/v1/ops/stream') || !answer.ok) return answer;
    const opening = await readOpening(answer);
    const id = /^id: ?(.+)$/m.exec(opening)?.[1] ?? '';
    const body = new ReadableStream<string>({
      start: (stream) => {
        stream.enqueue(opening);
      },
      pull: async (stream) => {
        await untilAllowed();
        stream.enqueue(`id: ${id}\nevent: city.state\ndata: ${page.nextState()}\n\n`);
        page.fed += 1;
      },
    });
    const { status, headers } = answer;
    return new Response(body.pipeThrough(new TextEncoderStream()), { status, headers });
  };
}

function readFed(): number {
  return (globalThis as unknown as PageGlobals).fed;
}

function setLimit(frames: number): void {
  (globalThis as unknown as PageGlobals).limit = frames;
}
