import { Command, Option } from 'commander';
import { Bailout } from '../http/connection-problem.js';
import { runKit, type Result } from '../run-kit.js';
import { optionsFor } from './peer.js';
import { findProxy, startProxy } from './proxy-process.js';
import { subjects, type Subject } from './subjects.js';
import { formatComplaints, formatTable, type Column } from './table.js';

const names = subjects.map(({ id }) => id);
const { only = names } = new Command('npm run conformance:peers --')
  .description('Checks servers and proxies beside each other, and prints a Markdown table.')
  .addOption(new Option('--only <names...>', 'checks these').choices(names))
  .parse()
  .opts<{ only?: string[] }>();

const columns: Column[] = [];
for (const subject of subjects.filter(({ id }) => only.includes(id))) {
  columns.push({ title: subject.title, results: await checkSubject(subject) });
}
process.stdout.write(`${formatTable(columns)}\n\n${formatComplaints(columns)}\n`);

/** The results; a text says why there are none. */
async function checkSubject({ id, start, proxy }: Subject): Promise<Result[] | string> {
  if (proxy && findProxy(proxy) === undefined) return `left out: ${proxy.program} is not installed`;
  process.stderr.write(`${id}\n`);
  const peer = await start();
  try {
    const running = proxy && (await startProxy(proxy, peer.url));
    try {
      return await runKit(optionsFor(peer, running?.url));
    } finally {
      await running?.stop();
    }
  } catch (error) {
    if (error instanceof Bailout) return error.message;
    throw error;
  } finally {
    await peer.stop();
  }
}
