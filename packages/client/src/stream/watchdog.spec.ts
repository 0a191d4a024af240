import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Watchdog } from './watchdog.js';

describe('Watchdog', () => {
  let watchdog: Watchdog;
  const onSilence = jest.fn();

  beforeEach(() => {
    jest.useFakeTimers();
    onSilence.mockReset();
    watchdog = new Watchdog(7_000, onSilence);
  });

  afterEach(() => {
    watchdog.stop();
    jest.useRealTimers();
  });

  it('the watchdog reports silence when the limit has passed since the last reset', () => {
    jest.advanceTimersByTime(6_000);
    watchdog.reset();
    jest.advanceTimersByTime(6_999);
    expect(onSilence).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(onSilence).toHaveBeenCalledTimes(1);
  });

  it('a longer limit delays the report', () => {
    watchdog.setLimit(12_000);
    jest.advanceTimersByTime(11_999);
    expect(onSilence).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(onSilence).toHaveBeenCalledTimes(1);
  });

  it('a stopped watchdog reports no silence', () => {
    watchdog.stop();
    jest.advanceTimersByTime(60_000);
    expect(onSilence).not.toHaveBeenCalled();
  });
});
