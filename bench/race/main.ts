import { writeFile } from 'node:fs/promises';
import { runCommand } from '../report/run-command.js';
import { readOptions } from './options.js';
import { isComplete } from './race-report.js';
import { Race } from './race.js';
import { formatReport } from './report/report-text.js';

await runCommand({
  readOptions,
  run: async (options, print, signal) => {
    const report = await new Race(options, print, signal).run();
    if (options.report !== undefined) {
      const { formatPage } = await import('./report/report-page.js');
      await writeFile(options.report, formatPage(report));
      print(`The report is in ${options.report}.`);
    }
    return report;
  },
  formatReport,
  passes: isComplete,
});
