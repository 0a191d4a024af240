// Starts nginx with nginx.conf in front of the lesson's server. Where there is no nginx, a small
// proxy takes its place that buffers and times out as nginx does.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startBufferingProxy } from './buffering-proxy.js';

const { SERVER_PORT, PORT = '4112', NGINX = findNginx() } = process.env;

const port = PORT === '0' ? await findFreePort() : Number(PORT);
if (NGINX) await startNginx();
else {
  console.log('nginx is not installed: a small proxy with the same habits takes its place.');
  await startBufferingProxy({ port, serverPort: Number(SERVER_PORT) });
}
console.log(`listening on http://127.0.0.1:${port}`);

async function startNginx() {
  const folder = mkdtempSync(join(tmpdir(), 'course-nginx-'));
  const template = readFileSync(join(import.meta.dirname, 'nginx.conf'), 'utf8');
  const ports = { LISTEN_PORT: port, SERVER_PORT };
  const text = template.replace(/LISTEN_PORT|SERVER_PORT/g, (name) => ports[name]);
  writeFileSync(join(folder, 'nginx.conf'), text);
  // The shell ends nginx when its input closes, which happens however this process ends.
  const script = '"$1" -p "$2" -c nginx.conf & read _; kill $!; wait; rm -rf "$2"';
  const shell = spawn('sh', ['-c', script, 'sh', NGINX, folder], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  shell.once('exit', () => process.exit());
  while (!(await isListening())) await pause(20);
}

function findNginx() {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, 'nginx')).find((path) => existsSync(path));
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address();
  server.close();
  return free;
}

async function isListening() {
  const socket = connect(port, '127.0.0.1');
  const found = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'close').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return found;
}
