import { describe, expect, it } from '@jest/globals';
import { commandOfKey } from './key-command.js';

const plain = { repeat: false, ctrlKey: false, altKey: false, metaKey: false };

describe('commandOfKey', () => {
  it.each([
    ['a', 'accept'],
    ['D', 'decline'],
    ['Enter', 'next-step'],
    ['x', undefined],
  ])('the key %s gives the command %s', (key, command) => {
    expect(commandOfKey({ ...plain, key }, 'BODY')).toBe(command);
  });

  it('a key gives no command while the driver types, holds it down or presses Ctrl', () => {
    expect(commandOfKey({ ...plain, key: 'a' }, 'INPUT')).toBeUndefined();
    expect(commandOfKey({ ...plain, key: 'a', repeat: true }, 'BODY')).toBeUndefined();
    expect(commandOfKey({ ...plain, key: 'd', ctrlKey: true }, 'BODY')).toBeUndefined();
  });

  it('a focused button keeps Enter, but not the letters', () => {
    expect(commandOfKey({ ...plain, key: 'Enter' }, 'BUTTON')).toBeUndefined();
    expect(commandOfKey({ ...plain, key: 'a' }, 'BUTTON')).toBe('accept');
  });
});
