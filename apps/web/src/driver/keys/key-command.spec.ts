import { describe, expect, it } from '@jest/globals';
import { commandOfKey } from './key-command.js';

const plain = { repeat: false, ctrlKey: false, altKey: false, metaKey: false };

describe('a key on the driver’s page', () => {
  it.each([
    ['a', 'accept'],
    ['D', 'decline'],
    ['Enter', 'next-step'],
    ['x', undefined],
  ])('%s means %s', (key, command) => {
    expect(commandOfKey({ ...plain, key }, 'BODY')).toBe(command);
  });

  it('means nothing while somebody types, holds it, or speaks to the browser', () => {
    expect(commandOfKey({ ...plain, key: 'a' }, 'INPUT')).toBeUndefined();
    expect(commandOfKey({ ...plain, key: 'a', repeat: true }, 'BODY')).toBeUndefined();
    expect(commandOfKey({ ...plain, key: 'd', ctrlKey: true }, 'BODY')).toBeUndefined();
  });

  it('leaves Enter to the button that has the focus, but not the letters', () => {
    expect(commandOfKey({ ...plain, key: 'Enter' }, 'BUTTON')).toBeUndefined();
    expect(commandOfKey({ ...plain, key: 'a' }, 'BUTTON')).toBe('accept');
  });
});
