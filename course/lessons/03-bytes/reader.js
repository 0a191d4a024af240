/**
 * Reads a stream and prints each message:
 *   node course/mine/03-bytes/reader.js <url> [seconds until it ends]
 */
import { get } from 'node:http';

let rest = '';

const [url, seconds] = process.argv.slice(2);
if (seconds) setTimeout(() => process.exit(), seconds * 1000);

get(url, (response) => {
  response.on('data', (bytes) => read(bytes.toString()));
  response.on('end', () => show(rest));
});

/** Takes a piece of any length. An empty line ends a message. */
function read(text) {
  const blocks = (rest + text).split('\n\n');
  rest = blocks.pop();
  for (const block of blocks) show(block);
}

function show(block) {
  let event = 'message';
  const data = [];
  for (const line of block.split('\n')) {
    // A field is a name, a colon, one space that is dropped, and a value.
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
  }
  // A block without data is no message: a comment, or a `retry` alone.
  if (data.length > 0) console.log(`${event} ${JSON.stringify(data.join('\n'))}`);
}
