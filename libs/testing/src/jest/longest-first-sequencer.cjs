const TestSequencer = require('@jest/test-sequencer').default;

/** The projects of jest.config.js, from the one whose files take longest to the one whose files take shortest. */
const LONGEST_FIRST = ['browser', 'e2e', 'db', 'pure'];

/**
 * Starts the files that take longest first, so that the last minute of a run has work for all
 * workers. Jest knows how long a file took only where it has run the file before; in a new
 * clone it goes by the size of the file, which says little about a test that drives a browser.
 */
module.exports = class LongestFirstSequencer extends TestSequencer {
  async sort(tests) {
    const byDuration = await super.sort(tests);
    const rank = ({ context }) => LONGEST_FIRST.indexOf(context.config.displayName?.name ?? '');
    return [...byDuration].sort((one, other) => rank(one) - rank(other));
  }
};
