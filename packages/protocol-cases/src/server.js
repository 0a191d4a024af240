#!/usr/bin/env node
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { CaseRun } from './case-run.js';
import { readStreamCases } from './read-cases.js';

/** Runs that are kept at most; the oldest one makes room. */
const MAX_RUNS = 1_000;
/** A report contains what was delivered: a megabyte at most, as JSON. */
const MAX_REPORT_BYTES = 8 * 1024 * 1024;

/**
 * Starts the referee: it plays the server of each case, and judges the client by its requests and by
 * its report.
 *
 * - `GET /cases` lists the cases.
 * - `POST /runs?case=<name>` starts a run and answers with the address, the tokens and the cursor.
 * - The client opens `url` of that answer. Its later requests go there as well.
 * - `POST /runs/<number>/report` with `{delivered, end, waitsMs?}` answers `{passed, problems}`.
 *
 * @param {number} [port] default: a free one
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startReferee(port = 0) {
  const cases = readStreamCases();
  const runs = new Map();
  const server = createServer((request, response) => {
    handle({ request, response, cases, runs }).catch((error) => {
      if (!response.headersSent) answer(response, 400, { error: error.message });
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

async function handle({ request, response, cases, runs }) {
  const url = new URL(request.url, `http://${request.headers.host}`);
  const [, first, number, rest] = /^\/(cases|runs)(?:\/(\d+)(\/.*)?)?$/.exec(url.pathname) ?? [];
  if (first === 'cases') {
    const listed = cases.map(({ name, title, needs = [] }) => ({ name, title, needs }));
    return answer(response, 200, { cases: listed });
  }
  if (first === 'runs' && number === undefined && request.method === 'POST') {
    const testCase = cases.find(({ name }) => name === url.searchParams.get('case'));
    if (!testCase) return answer(response, 404, { error: 'There is no such case' });
    return answer(response, 201, startRun(testCase, { runs, origin: url.origin }));
  }
  const run = runs.get(Number(number));
  if (!run) return answer(response, 404, { error: 'There is no such run' });
  if (rest !== '/report') return run.serve(request, response, url);
  const problems = run.judge(JSON.parse(await textOf(request)));
  return answer(response, 200, { passed: problems.length === 0, problems });
}

let started = 0;

function startRun(testCase, { runs, origin }) {
  started += 1;
  runs.set(started, new CaseRun(testCase));
  runs.delete(started - MAX_RUNS);
  const { path, tokens, cursor = null, renewable = true } = testCase.client;
  const baseUrl = `${origin}/runs/${started}`;
  const report = `${baseUrl}/report`;
  return {
    name: testCase.name,
    baseUrl,
    path,
    url: baseUrl + path,
    report,
    tokens,
    cursor,
    renewable,
  };
}

async function textOf(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_REPORT_BYTES) throw new Error('The report is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(body));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await startReferee(Number(process.argv[2] ?? 0));
  console.log(url);
}
