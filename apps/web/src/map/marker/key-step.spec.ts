import { describe, expect, it } from '@jest/globals';
import { keyStep } from './key-step.js';

const press = (key: string, modifiers: Partial<KeyboardEvent> = {}) =>
  keyStep({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...modifiers });

describe('keyStep', () => {
  it.each([
    ['ArrowUp', [0, -10]],
    ['ArrowDown', [0, 10]],
    ['ArrowLeft', [-10, 0]],
    ['ArrowRight', [10, 0]],
  ])('%s moves a pin by ten pixels', (key, step) => {
    expect(press(key)?.map((length) => length + 0)).toEqual(step);
  });

  it('an arrow key with Shift moves a pin by one pixel', () => {
    expect(press('ArrowDown', { shiftKey: true })).toEqual([0, 1]);
  });

  it('other keys, and those with which the browser does something, move nothing', () => {
    expect(press('Enter')).toBeUndefined();
    expect(press('ArrowLeft', { altKey: true })).toBeUndefined();
  });
});
