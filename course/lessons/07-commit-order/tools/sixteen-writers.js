/**
 * Sixteen writers write twenty events each at the same time, and a reader counts what arrives:
 *   node course/lessons/07-commit-order/tools/sixteen-writers.js <url of the server>
 */
import { SseReader } from '../../../runner/sse-reader.js';

const [url] = process.argv.slice(2);
const WRITERS = 16;
const EVENTS = 20;
const committedAt = new Map();
const arrivedAt = new Map();

const reader = await SseReader.open(`${url}/stream`);
reader.onEvent = ({ data }) => arrivedAt.set(JSON.parse(data).event, performance.now());
await Promise.all(Array.from({ length: WRITERS }, (_, writer) => writeAll(writer)));
// When the last event has arrived, the tail is past all others.
await write('last', 0);
await reader.until('The last event arrives', () => arrivedAt.has('last'));
report();
process.exit();

async function writeAll(writer) {
  for (let number = 1; number <= EVENTS; number += 1) {
    const busy = Math.round(Math.random() * (writer === 0 ? 100 : 20));
    const event = `${writer}-${number}`;
    await write(event, busy);
    committedAt.set(event, performance.now());
  }
}

async function write(event, busy) {
  await fetch(`${url}/write?event=${event}&busy=${busy}`, { method: 'POST' });
}

function report() {
  const events = [...committedAt.keys()];
  const lost = events.filter((event) => !arrivedAt.has(event));
  const arrived = events.length - lost.length;
  console.log(`${events.length} committed, ${arrived} arrived, ${lost.length} lost`);
  if (lost.length > 0) console.log(`lost: ${lost.slice(0, 8).join(' ')} …`);
}
