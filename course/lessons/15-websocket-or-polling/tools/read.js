// Reads the stream of lesson 15 for two seconds, from a cursor.
// node read.js <address, ws://…> <cursor>
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';

const [url, cursor = '0'] = process.argv.slice(2);
const socket = new WebSocket(url, 'tripstream.v1');
let count = 0;

socket.on('open', () => socket.send(JSON.stringify({ type: 'open', cursor })));
socket.on('message', (text) => {
  const { id, data } = JSON.parse(text);
  count += 1;
  console.log(`event ${id}: ${data}`);
});
socket.on('ping', () => console.log('ping'));
socket.on('error', ({ message }) => console.log(message));
socket.on('close', (code) => console.log(`closed with the code ${code}`));
await pause(2000);
console.log(`${count} events after the cursor ${cursor}`);
process.exit();
