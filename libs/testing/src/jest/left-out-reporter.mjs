import { findChromium } from './find-chromium.mjs';

/**
 * Says in one line what a whole run has left out, so that green never means more than was
 * tested. A run that was asked for certain files or projects has left out nothing.
 */
export default class LeftOutReporter {
  constructor(config) {
    this.isWhole = !config.selectProjects?.length && config.testPathPatterns.patterns.length === 0;
  }

  onRunComplete() {
    if (!this.isWhole || findChromium()) return;
    process.stderr.write(
      'left out: browser tests, no Chromium found (apt-get install chromium, or set CHROMIUM_PATH)\n',
    );
  }
}
