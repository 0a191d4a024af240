import { checkLiveness } from './operations/check-liveness.js';

/**
 * The health check of the image: exits with 0 when the server of the same environment is alive,
 * else with 1. It runs every ten seconds, so it loads no library.
 */
checkLiveness(process.env).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
