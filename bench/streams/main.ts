import { runCommand } from '../report/run-command.js';
import { readOptions } from './options.js';
import { formatReport } from './report/report-text.js';
import { StreamsBench } from './streams-bench.js';

await runCommand({
  readOptions,
  run: (options, print, signal) => {
    const bench = new StreamsBench(options, print);
    signal.addEventListener('abort', () => void bench.stop(), { once: true });
    return bench.run();
  },
  formatReport,
});
