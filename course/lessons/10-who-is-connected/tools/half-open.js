// Connects a driver to the server, lets the line go dead, and shows whom the server takes for online.
// node half-open.js <address of the server>
import { setTimeout as pause } from 'node:timers/promises';
import { Line } from '../../../runner/line.js';
import { SseReader } from '../../../runner/sse-reader.js';

const [url] = process.argv.slice(2);
const line = await Line.open(url);
const stream = await SseReader.open(`${line.url}/stream?driver=ann`);

await pause(500);
await report('Ann has opened a stream.');
line.freeze();
console.log('The line goes dead: no byte arrives, and no connection is closed.');
await fetch(`${url}/offers?driver=ann`, { method: 'POST' });
await report('The server sends an offer.');
for (let second = 1; second <= 6; second++) {
  await pause(1000);
  await report(`${second} s later.`);
}
console.log(
  `What has arrived: ${stream.events.length} offers, ${stream.comments.length} heartbeats.`,
);
stream.close();
await line.close();

async function report(what) {
  const online = await (await fetch(`${url}/online`)).text();
  console.log(`${what.padEnd(27)} Online: ${online.trim()}`);
}
