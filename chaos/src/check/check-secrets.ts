import type { Server } from '../target/server.js';
import type { Target } from '../target/target.js';
import { sentSecrets } from '../workload/sent-secrets.js';
import type { Findings } from './findings.js';

/** What a token may consist of. A JWT has dots. */
const WORD = /[\w.~+/-]{16,}/g;
/** A token that no client has received, of a session that was rolled back, is a leak, too. */
const JWT = /eyJ[\w-]{10,}\.eyJ/;
/**
 * A PIN has only four digits, so a number in a sentence may equal one. It counts where a value
 * stands: between quotes, brackets or commas, or after its name.
 */
const PIN = /(?:["'`([{=,]\s?|\bpin\W{1,4})(\d{4})(?=\s?\\?["'`)\]},])/gi;

/**
 * Searches all that the servers of a run wrote, and their metrics, for the secrets that
 * their clients used (P22).
 */
export async function checkSecrets(target: Target, findings: Findings): Promise<void> {
  findings.markChecked('P22');
  const pins = await readPins(target);
  sentSecrets.add(new URL(target.directUrl).password);
  for (const server of target.servers) {
    const { log, isLogCut } = server;
    for (const line of log.split('\n')) reportLeak(line, pins, findings);
    findings.expect('P22', !isLogCut, 'a server wrote more than the suite keeps');
    if (server.isAlive) reportLeaksInMetrics(await readMetrics(server), findings);
  }
  const words = target.servers.reduce((sum, { log }) => sum + log.length, 0);
  findings.measure('P22', `${sentSecrets.size} secrets, ${pins.size} PINs, ${words} characters`);
}

/** The PINs of all trips. No event has one. */
async function readPins(target: Target): Promise<Set<string>> {
  const rows = await target.query<{ pin: string }>('SELECT DISTINCT pin FROM trip');
  return new Set(rows.map(({ pin }) => pin));
}

function reportLeak(line: string, pins: ReadonlySet<string>, findings: Findings): void {
  const words = line.match(WORD) ?? [];
  const hasToken = JWT.test(line) || words.some((word) => sentSecrets.has(word));
  if (hasToken) findings.reportViolation('P22', `a secret is in a line like ${shapeOf(line)}`);
  const hasPin = [...line.matchAll(PIN)].some(([, digits]) => pins.has(digits ?? ''));
  if (hasPin) findings.reportViolation('P22', `a PIN is in a line like ${shapeOf(line)}`);
}

function reportLeaksInMetrics(metrics: string, findings: Findings): void {
  const words = metrics.match(WORD) ?? [];
  const leaks = words.filter((word) => JWT.test(word) || sentSecrets.has(word));
  for (const _ of leaks) findings.reportViolation('P22', 'a secret is in a metric');
}

async function readMetrics(server: Server): Promise<string> {
  const signal = AbortSignal.timeout(10_000);
  return (await fetch(`${server.url}/metrics`, { signal })).text();
}

/** The line without its values, so that the report of a leak is none. */
const shapeOf = (line: string): string =>
  line
    .replace(WORD, '…')
    .replace(/\d{3,}/g, '#')
    .slice(0, 400);
