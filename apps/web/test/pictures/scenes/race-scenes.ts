import type { PictureScene } from '../picture-scene.js';
import { VIEWPORTS } from '../shot.js';

export const raceScenes: readonly PictureScene[] = [
  {
    name: 'race',
    shows:
      'One ride on five phones: when each phone knew of a step, and what its way to read the stream costs',
    shots: [{ width: 1280 }, { width: 360 }, { width: 1280, dark: true }],
    arrange: async (stage) => {
      const page = await stage.open('/race');
      await page.getByLabel(/^One ride after another/).uncheck();
      await page.getByRole('button', { name: 'Start a ride' }).click();
      const sse = page.locator('.phone[data-way=sse]');
      await sse.locator('.status', { hasText: 'Driver on the way' }).waitFor();
      const socket = page.locator('.phone[data-way=websocket]');
      await socket.getByRole('button', { name: /^Cut/ }).click();
      await socket.getByText(/^Back\./).waitFor();
      await sse.locator('.status', { hasText: 'Completed' }).waitFor();
      await page.evaluate(scrollToPhone, page.viewportSize()?.width === VIEWPORTS[360].width);
    },
  },
];

interface Scrolled {
  scrollIntoView(options: object): void;
}

/** Shows the page from its top, or on a phone the whole of one card. Playwright sends it as text. */
function scrollToPhone(isNarrow: boolean): void {
  const { document } = globalThis as unknown as {
    document: { querySelector(selector: string): Scrolled | null };
  };
  const shown = document.querySelector(isNarrow ? '.phone[data-way=sse]' : '.bar');
  shown?.scrollIntoView({ block: 'start', inline: 'start' });
}
