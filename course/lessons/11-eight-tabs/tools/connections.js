// Opens eight streams as the tabs of a browser would, and then asks for the page.
// node connections.js <address of the server>
import { generate } from 'selfsigned';
import { Agent, get } from 'node:http';
import { connect, createSecureServer } from 'node:http2';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

const TABS = 8;
/** Browsers open at most six connections of HTTP/1.1 to one origin. */
const BROWSER_LIMIT = 6;
const PATIENCE_MS = 2000;

const [url] = process.argv.slice(2);
await overHttp1();
await overHttp2();
process.exit();

async function overHttp1() {
  const agent = new Agent({ maxSockets: BROWSER_LIMIT, keepAlive: true });
  const ask = (path) => once(get(url + path, { agent }), 'response');
  report('HTTP/1.1, six connections', await count(ask));
  agent.destroy();
}

/** The same with a server of its own, because HTTP/2 in browsers needs TLS, and so a certificate. */
async function overHttp2() {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const server = createSecureServer({ key, cert });
  server.on('stream', (stream, { ':path': path }) => {
    stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
    if (path === '/stream') stream.write('retry: 500\n\n');
    else stream.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = connect(`https://localhost:${server.address().port}`, {
    ca: cert,
    lookup: (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
  });
  report(
    'HTTP/2, one connection',
    await count((path) => once(session.request({ ':path': path }), 'response')),
  );
}

/** Asks for a stream for each tab, then for the page, and counts which answers come. */
async function count(ask) {
  const answered = { streams: 0, page: false };
  for (let tab = 0; tab < TABS; tab++) {
    void ask('/stream').then(
      () => (answered.streams += 1),
      () => {},
    );
  }
  void ask('/').then(
    () => (answered.page = true),
    () => {},
  );
  await pause(PATIENCE_MS);
  return { ...answered };
}

function report(name, { streams, page }) {
  const more = page ? 'a request for the page is answered' : 'a request for the page waits';
  console.log(`${name}: ${streams} of ${TABS} streams are open, and ${more}.`);
}
