/**
 * Prints the bytes of a stream as they arrive, a line for each piece:
 *   node course/lessons/03-bytes/tools/bytes.js <url> <seconds>
 */
import { get } from 'node:http';

const [url, seconds] = process.argv.slice(2);

get(url, (response) => {
  response.on('data', (bytes) =>
    console.log(`${bytes.length} bytes  ${[...bytes].map(show).join('')}`),
  );
});
setTimeout(() => process.exit(), seconds * 1000);

/** Printable ASCII as it is, and each other byte in hexadecimal. */
function show(byte) {
  if (byte === 10) return '\\n';
  const isPrintable = byte >= 32 && byte < 127;
  return isPrintable ? String.fromCharCode(byte) : `<${byte.toString(16)}>`;
}
