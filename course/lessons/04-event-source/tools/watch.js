/**
 * Opens the stream with an EventSource, drains the server after the first message, and prints the states:
 *   node course/lessons/04-event-source/tools/watch.js <url of the server>
 */
import { EventSource } from 'eventsource';

const STATES = ['CONNECTING', 'OPEN', 'CLOSED'];
const [url] = process.argv.slice(2);
let messages = 0;
const source = new EventSource(`${url}/stream`, { fetch: withCookie });

say('new EventSource');
source.onopen = () => say('open');
source.onerror = ({ message }) => {
  say(message ? `error, ${message}` : 'error');
  if (source.readyState === EventSource.CLOSED) process.exit();
};
source.onmessage = () => say('a message without a name');
source.addEventListener('ride.status', ({ data }) => {
  messages += 1;
  say(`ride.status ${data}`);
  if (messages === 1) void drain();
  if (messages === 3) process.exit();
});

function say(what) {
  console.log(`${source.readyState} ${STATES[source.readyState]}: ${what}`);
}

async function drain() {
  await fetch(`${url}/drain`, { method: 'POST' });
  console.log('the server is draining');
}

/** A browser keeps cookies; Node does not. */
function withCookie(input, init) {
  return fetch(input, { ...init, headers: { ...init.headers, Cookie: 'session=dana' } });
}
