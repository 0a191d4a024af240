// Reads a stream of one process, writes three events through another one, and counts what arrives.
// node cross.js <address to read from> <address to write to>
import { SseReader } from '../../../runner/sse-reader.js';
import { until } from '../../../runner/until.js';

const [readFrom, writeTo] = process.argv.slice(2);
const stream = await SseReader.open(`${readFrom}/stream`);
const written = [];
for (let count = 0; count < 3; count++) {
  const response = await fetch(`${writeTo}/events?data=hello`, { method: 'POST' });
  written.push(String((await response.json()).id));
}
const arrived = () => written.filter((id) => stream.events.some((event) => event.id === id));
await until('All events arrive', () => arrived().length === 3, { timeoutMs: 3000 }).catch(() => {});
console.log(
  `Written: the events ${written.join(', ')}. Arrived within 3 s: ${arrived().length} of 3.`,
);
stream.close();
