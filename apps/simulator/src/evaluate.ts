import { runEvaluate } from './evaluate/evaluate-program.js';
import { handleCommandError } from '#simulation';

/** The reader of stdout may close it early, as `head` does; the evaluation continues. */
function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

process.stdout.on('error', ignoreClosed);
process.stderr.on('error', ignoreClosed);
process.exitCode = await runEvaluate(process.argv.slice(2)).catch((error: unknown) =>
  handleCommandError(error),
);
