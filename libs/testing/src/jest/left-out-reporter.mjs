import { existsSync } from 'node:fs';
import { findChromium } from './find-chromium.mjs';

/** Programs of the system that tests run, with what is left out where one is missing. */
const PROGRAMS = {
  'nats-server': 'tests of the bus',
  haproxy: 'tests of HAProxy',
  nginx: 'tests of nginx',
};

const isInstalled = (program) =>
  ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/usr/local/sbin'].some((folder) =>
    existsSync(`${folder}/${program}`),
  );

const hasPrometheus = ['/usr/bin', '/usr/local/bin'].some((folder) =>
  existsSync(`${folder}/prometheus`),
);

/**
 * Says in one line what a whole run has left out, so that green never means more than was
 * tested. A run that was asked for certain files or projects has left out no test.
 */
export default class LeftOutReporter {
  constructor(config) {
    this.hasPatterns = config.testPathPatterns.patterns.length > 0;
  }

  onRunComplete(contexts) {
    const projects = new Set([...contexts].map(({ config }) => config.displayName?.name));
    const isWhole = !this.hasPatterns && projects.has('pure') && projects.has('e2e');
    if (!isWhole) return;
    const leftOut = [];
    if (!findChromium()) {
      leftOut.push('browser tests, no Chromium (apt-get install chromium, or set CHROMIUM_PATH)');
    }
    for (const [program, tests] of Object.entries(PROGRAMS)) {
      if (isInstalled(program)) continue;
      leftOut.push(`${tests}, no ${program} (apt-get install ${program})`);
    }
    if (!hasPrometheus) {
      leftOut.push('tests of the dashboard, no Prometheus (apt-get install prometheus)');
    }
    if (leftOut.length > 0) process.stderr.write(`left out: ${leftOut.join('; ')}\n`);
  }
}
