import { fileURLToPath } from 'node:url';
import { failStart } from './fail-start.js';
import { planMachine, USAGE } from './machine/machine-plan.js';
import { Supervisor } from './machine/supervisor.js';

/**
 * `npm run start:machine`: one process for commands and some gateways on one machine, where no
 * systemd does it (docs/deploy.md).
 */
async function main(): Promise<void> {
  const plan = planMachine(process.argv.slice(2), process.env);
  if (!plan) {
    process.stdout.write(USAGE);
    return;
  }
  const program = fileURLToPath(new URL('./main.js', import.meta.url));
  const telemetry = new URL('./telemetry/register.js', import.meta.url).href;
  const supervisor = new Supervisor(plan.members, {
    command: ['--enable-source-maps', '--max-semi-space-size=32', '--import', telemetry, program],
    environment: process.env,
    endLimitMs: plan.endLimitMs,
    report: (line) => process.stderr.write(`Tripstream: ${line}\n`),
  });
  supervisor.start();
  await new Promise<void>((resolve, reject) => {
    let stopping = false;
    const stop = (signal: NodeJS.Signals) => {
      if (stopping) {
        supervisor.signal(signal);
        return;
      }
      stopping = true;
      supervisor.stop().then(resolve, reject);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}

main().catch(failStart);
