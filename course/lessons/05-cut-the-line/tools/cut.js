/**
 * Reads three events, cuts the connection for two seconds, and connects again with the last id:
 *   node course/lessons/05-cut-the-line/tools/cut.js <url of the server> [--kill <process id>]
 * With --kill it ends the server while the connection is cut; the first window starts it again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SseReader } from '../../../runner/sse-reader.js';

const { values, positionals } = parseArgs({
  options: { kill: { type: 'string' } },
  allowPositionals: true,
});
const url = `${positionals[0]}/stream`;

const first = await read({});
const last = first.at(-1);
console.log(`✂ the connection is cut, and the last id is ${last.id}`);
if (values.kill) process.kill(Number(values.kill), 'SIGKILL');
await pause(2000);
const second = await read({ 'Last-Event-ID': last.id });
console.log(`missed: ${describeMissed(second[0])}`);

/** Three events or more: those that come at once all belong to the answer. */
async function read(headers) {
  const reader = await connect(headers);
  await reader.until('Three events arrive', () => reader.events.length >= 3);
  reader.close();
  for (const { id, event, data } of reader.events) console.log(`${id}  ${event} ${data}`);
  return reader.events;
}

/** The server may be starting again. */
async function connect(headers) {
  for (let tries = 0; tries < 300; tries += 1) {
    const reader = await SseReader.open(url, { headers }).catch(() => undefined);
    if (reader) return reader;
    await pause(100);
  }
  throw new Error(`No server answers at ${url}.`);
}

function describeMissed({ event, data }) {
  if (event === 'reset') return 'not known, and the server says so';
  const from = JSON.parse(last.data).block + 1;
  const to = JSON.parse(data).block;
  if (to < from) return 'not known, because the numbers began again';
  const blocks = Array.from({ length: to - from }, (_, index) => from + index);
  return blocks.join(', ') || 'none';
}
