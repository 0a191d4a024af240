// Opens the stream of lesson 15 and reads none of it, while 100 large events are published.
// node sleeper.js <address, http://…>
import { once } from 'node:events';
import WebSocket from 'ws';

const [url] = process.argv.slice(2);
const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`);
socket.on('error', () => {});
await once(socket, 'open');
socket.send('{"type":"open","cursor":"0"}');
socket.pause();

for (let event = 1; event <= 100; event++) {
  const response = await fetch(`${url}/events?data=large&bytes=500000`);
  const { sockets, buffered } = await response.json();
  if (event % 20 > 0) continue;
  const megabytes = (buffered / 1e6).toFixed(1);
  console.log(`${event} events published, ${sockets} sockets, ${megabytes} MB wait in the server`);
}
socket.terminate();
