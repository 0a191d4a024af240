import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HOLD_MS, HoldTimer } from './hold-timer.js';

const onHolding = jest.fn();
const onHeld = jest.fn();
let timer: HoldTimer;

beforeEach(() => {
  jest.useFakeTimers();
  onHolding.mockClear();
  onHeld.mockClear();
  timer = new HoldTimer({ onHolding, onHeld });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('HoldTimer', () => {
  it('completes a hold once after its whole time', () => {
    timer.begin();
    jest.advanceTimersByTime(HOLD_MS - 1);
    expect(onHeld).not.toHaveBeenCalled();
    jest.advanceTimersByTime(HOLD_MS);
    expect(onHeld).toHaveBeenCalledTimes(1);
    expect(onHolding.mock.calls).toEqual([[true], [false]]);
    expect(timer.end()).toBe(false);
  });

  it('reports a hold that was too short, and never completes it', () => {
    timer.begin();
    jest.advanceTimersByTime(HOLD_MS - 1);
    expect(timer.end()).toBe(true);
    jest.advanceTimersByTime(HOLD_MS);
    expect(onHeld).not.toHaveBeenCalled();
    expect(timer.takeCompleted()).toBe(false);
  });

  it('a second press does not restart a hold that is under way', () => {
    timer.begin();
    jest.advanceTimersByTime(HOLD_MS - 1);
    timer.begin();
    jest.advanceTimersByTime(1);
    expect(onHeld).toHaveBeenCalledTimes(1);
  });

  it('says once that the last hold was completed', () => {
    timer.begin();
    jest.advanceTimersByTime(HOLD_MS);
    expect(timer.takeCompleted()).toBe(true);
    expect(timer.takeCompleted()).toBe(false);
  });
});
