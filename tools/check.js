/**
 * `npm run check`: runs every check that needs no running system. It stops at the first step
 * that fails, and names it.
 */
import { spawnSync } from 'node:child_process';

const steps = [
  'format:check',
  'lint',
  'check:types',
  'arch',
  'knip',
  'check:lock',
  'check:licences',
  'check:docs',
  'check:prose',
  'test:pure',
];

for (const step of steps) {
  const started = Date.now();
  console.log(`\n▶ ${step}`);
  const { status, signal } = spawnSync('npm', ['run', '--silent', step], { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`\n✖ check failed at ${step} (npm run ${step})`);
    process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
  }
  console.log(`✔ ${step} ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
console.log('\n✔ check passed');
