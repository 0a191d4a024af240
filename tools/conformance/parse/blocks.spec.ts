import { describe, expect, it } from '@jest/globals';
import { fieldNames, splitBlocks } from './blocks.js';

describe('splitBlocks', () => {
  it.each(['\n', '\r\n', '\r'])('splits lines that end in %j', (end) => {
    const text = ['id: 1', 'data: a', '', ': comment', '', ''].join(end);
    expect(splitBlocks(text)).toEqual([
      { lines: ['id: 1', 'data: a'], isComplete: true },
      { lines: [': comment'], isComplete: true },
    ]);
  });

  it.each(['data: a', 'data: a\n', 'data: a\r\n', 'data: a\r'])(
    'takes the block of %j for incomplete, because its empty line is missing',
    (text) => {
      expect(splitBlocks(`data: b\n\n${text}`).map(({ isComplete }) => isComplete)).toEqual([
        true,
        false,
      ]);
    },
  );

  it('leaves a byte order mark at the start out', () => {
    expect(splitBlocks('\uFEFFdata: a\n\n')[0]?.lines).toEqual(['data: a']);
  });

  it('finds no block in a stream without a line', () => {
    expect(splitBlocks('\n\n\n')).toEqual([]);
  });
});

describe('fieldNames', () => {
  it('leaves comments out', () => {
    const block = { lines: [': a', 'id: 1', 'data', 'data:x'], isComplete: true };
    expect(fieldNames(block)).toEqual(['id', 'data', 'data']);
  });
});
