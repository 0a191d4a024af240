import { findChromium } from './find-chromium.mjs';

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
    if (!isWhole || findChromium()) return;
    process.stderr.write(
      'left out: browser tests, no Chromium found (apt-get install chromium, or set CHROMIUM_PATH)\n',
    );
  }
}
