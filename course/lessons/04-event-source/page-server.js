/** Serves the page from an origin of its own, and signs its reader in with a cookie. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const API = `http://127.0.0.1:${process.env.SERVER_PORT ?? 4004}`;
const page = readFileSync(join(import.meta.dirname, 'page.html'), 'utf8').replaceAll(
  '{{API}}',
  API,
);

const server = createServer((_, response) => {
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Set-Cookie': 'session=dana; HttpOnly; SameSite=Lax',
  });
  response.end(page);
});

server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`The page is listening on http://127.0.0.1:${server.address().port}`);
});
