/**
 * `npm run dev`: compiles the server and bundles the pages on each change. The API restarts after
 * each compilation without errors; a page shows its change after a reload. Ctrl-C ends
 * the API and the watchers.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import ts from 'typescript';
import { build } from 'vite';

const API = [
  '--enable-source-maps',
  '--import',
  './dist/apps/api/src/telemetry/register.js',
  'dist/apps/api/src/main.js',
];

/** The running API, or undefined before the first compilation. */
let api;
let isRestarting = false;
let isStopping = false;

const isRunning = (child) => child?.exitCode === null && child.signalCode === null;

/** The API ends by itself within 5 s of SIGTERM, and takes its embedded Postgres with it. */
async function stopApi() {
  if (!isRunning(api)) return;
  const exit = once(api, 'exit');
  api.kill('SIGTERM');
  await exit;
}

/** A compilation that ends while the old API still stops needs no restart of its own. */
async function restartApi() {
  if (isRestarting || isStopping) return;
  isRestarting = true;
  await stopApi();
  isRestarting = false;
  if (isStopping) return;
  api = spawn(process.execPath, API, { stdio: 'inherit' });
  api.once('exit', (code) => {
    if (code)
      console.error(`dev: the API ended with ${code}; it starts again after the next change`);
  });
}

/** Resolves after the first bundle: the API registers the folder of the pages when it starts. */
async function watchPages() {
  const watcher = await build({
    configFile: 'apps/web/vite.config.js',
    build: { watch: {} },
  });
  await new Promise((resolve) => {
    watcher.on('event', (event) => {
      if (event.code === 'ERROR') console.error(`dev: ${event.error.message}`);
      if (event.code === 'BUNDLE_END') console.error(`dev: pages built in ${event.duration} ms`);
      if (event.code === 'END') resolve();
    });
  });
}

function watchServer() {
  const formatHost = {
    getCurrentDirectory: ts.sys.getCurrentDirectory,
    getCanonicalFileName: (name) => name,
    getNewLine: () => ts.sys.newLine,
  };
  const host = ts.createWatchCompilerHost(
    'tsconfig.build.json',
    {},
    ts.sys,
    ts.createEmitAndSemanticDiagnosticsBuilderProgram,
    (error) => console.error(ts.formatDiagnosticsWithColorAndContext([error], formatHost)),
    (...[status, , , errorCount]) => {
      console.error(`dev: ${ts.flattenDiagnosticMessageText(status.messageText, '\n')}`);
      if (errorCount === 0) void restartApi();
    },
  );
  ts.createWatchProgram(host);
}

async function stop() {
  isStopping = true;
  await stopApi();
  process.exit(0);
}

process.on('SIGINT', stop);
process.on('SIGTERM', stop);

await watchPages();
watchServer();
