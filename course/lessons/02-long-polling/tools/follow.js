/**
 * Follows the events by long polling, presses the driver's button three times, and says what was lost:
 *   node course/lessons/02-long-polling/tools/follow.js <url of the server>
 */
import { setTimeout as pause } from 'node:timers/promises';

const [url] = process.argv.slice(2);
const received = [];
let after = 0;
let answers = 0;
let isOver = false;

await waitForServer();
void pressThreeTimes();
while (!isOver && after < 6) await poll();
const ids = new Set(received.map(({ id }) => id));
const lost = [1, 2, 3, 4, 5, 6].filter((id) => !ids.has(id));
console.log(`${answers} answers, lost: ${lost.join(', ') || 'none'}`);
process.exit();

async function poll() {
  const giveUp = AbortSignal.timeout(3000);
  try {
    const response = await fetch(`${url}/events?after=${after}`, { signal: giveUp });
    answers += 1;
    for (const event of await response.json()) {
      received.push(event);
      after = event.id;
      console.log(`${event.id} ${event.type}`);
    }
  } catch {
    // No event came in three seconds. The last one is lost.
    isOver = true;
  }
}

/** It may be starting again. */
async function waitForServer() {
  for (let tries = 0; tries < 300; tries += 1) {
    const isUp = await fetch(`${url}/waiting`).catch(() => undefined);
    if (isUp) return;
    await pause(100);
  }
}

async function pressThreeTimes() {
  for (let press = 0; press < 3; press += 1) {
    await pause(500);
    await fetch(`${url}/arrive`, { method: 'POST' });
  }
}
