import { describe, expect, it } from '@jest/globals';
import { optionNotes } from './option-notes.js';
import { readEvaluateOptions } from './read-evaluate-options.js';

const files = ['--requests', 'r.csv', '--network', 'n.json', '--vehicles', 'v.csv'];
const notesOf = (...args: string[]): string => optionNotes(readEvaluateOptions(args)).join('\n');

describe('optionNotes', () => {
  it('a seed that changes nothing is said to do so', () => {
    expect(notesOf(...files, '--seed', '7')).toMatch(/--seed changes nothing here/);
    expect(notesOf(...files)).toBe('');
    expect(notesOf('--seed', '7')).toBe('');
    expect(notesOf(...files, '--seed', '7', '--think', '5')).toBe('');
    expect(notesOf(...files, '--seed', '7', '--replications', '5')).toBe('');
  });

  it('answers that often come too late are said to do so, and those that always do are refused', () => {
    expect(notesOf('--think', '12')).toMatch(/25 % of the answers come after the offer/);
    expect(() => notesOf('--think', '30s')).toThrow(/15 to 45 s, and offers expire after 15 s/);
    expect(() => notesOf('--think', '8', '--patience', '12')).toThrow(
      /no car would arrive in time/,
    );
    expect(notesOf('--accept-rate', '0')).toMatch(/no driver accepts/);
  });
});
