import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Watchdog } from './watchdog.js';

describe('the watchdog', () => {
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

  it('barks after the silence it was told, counted from the last beat', () => {
    jest.advanceTimersByTime(6_000);
    watchdog.reset();
    jest.advanceTimersByTime(6_999);
    expect(onSilence).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(onSilence).toHaveBeenCalledTimes(1);
  });

  it('leaves a server in peace that said it speaks more seldom', () => {
    watchdog.setLimit(12_000);
    jest.advanceTimersByTime(11_999);
    expect(onSilence).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(onSilence).toHaveBeenCalledTimes(1);
  });

  it('is quiet once it was stopped', () => {
    watchdog.stop();
    jest.advanceTimersByTime(60_000);
    expect(onSilence).not.toHaveBeenCalled();
  });
});
