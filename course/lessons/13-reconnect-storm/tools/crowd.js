// Opens many streams, stops the server with SIGTERM, and shows when the clients come back.
// node crowd.js <address of the server> <clients>
import { setTimeout as pause } from 'node:timers/promises';
import { Crowd } from './crowd-of-clients.js';

const [url, count = '200'] = process.argv.slice(2);
/** Milliseconds of a line of the picture. */
const STEP_MS = 250;

const crowd = new Crowd(`${url}/stream`, Number(count));
await crowd.allAreConnected();
const { pid } = await (await fetch(url)).json();
process.kill(pid, 'SIGTERM');
await crowd.allHaveLost();
await crowd.allAreConnected();
const { reads } = await (await fetch(url)).json();
await pause(100);
crowd.close();

printPicture(crowd.attempts());
console.log(`${crowd.count('closing')} of ${count} clients were told that the server stops.`);
console.log(`The new server read the state ${reads} times for ${count} clients.`);

/** @param {number[]} times milliseconds from the end of the first stream */
function printPicture(times) {
  console.log('When the clients tried to come back:');
  for (let from = 0; from <= Math.max(...times); from += STEP_MS) {
    const number = times.filter((time) => time >= from && time < from + STEP_MS).length;
    const bar = '█'.repeat(Math.ceil(number / 4));
    console.log(`${(from / 1000).toFixed(2).padStart(6)} s ${String(number).padStart(4)} ${bar}`);
  }
}
