import { describe, expect, it } from '@jest/globals';
import { Interrupts } from './interrupts.js';

function interrupts() {
  const said: string[] = [];
  const clock = { now: 0 };
  const signals = new Interrupts(
    (text) => said.push(text),
    () => clock.now,
  );
  const pressAt = (ms: number) => {
    clock.now = ms;
    signals.press();
    return [signals.finish, signals.interrupt.signal, signals.hurry].map(({ aborted }) => aborted);
  };
  return { said, pressAt };
}

describe('the interrupts of a demo', () => {
  it('the first Ctrl-C finishes the rides and says that the audit follows', () => {
    const { said, pressAt } = interrupts();
    expect(pressAt(0)).toEqual([true, false, false]);
    expect(said).toEqual([expect.stringMatching(/^Finishing: .* the audit\. Ctrl-C again/)]);
  });

  it('the second Ctrl-C stops everything at once, and says so once', () => {
    const { said, pressAt } = interrupts();
    pressAt(0);
    expect(pressAt(2_000)).toEqual([true, true, true]);
    pressAt(4_000);
    expect(said.slice(1)).toEqual(['Stopping at once: no audit.']);
  });

  it('the two signals that one Ctrl-C sends through npm count once', () => {
    const { pressAt } = interrupts();
    pressAt(0);
    expect(pressAt(20)).toEqual([true, false, false]);
  });
});
