import { describe, expect, it } from '@jest/globals';
import { readTargets, targetText } from './target.js';

describe('readTargets', () => {
  it('targets are read with their figure and value, and say in which direction they count', () => {
    expect(readTargets('served=95, wait-p95=300').map(targetText)).toEqual([
      'served ≥ 95 %',
      'wait-p95 ≤ 300 s',
    ]);
  });

  it.each([
    ['', /--target takes figures such as/],
    ['served', /--target takes figures such as/],
    ['served=many', /--target takes figures such as/],
    ['served=-1', /--target takes figures such as/],
    ['profit=1', /figures: served, served-ride-time/],
    ['served=101', /percentage/],
    ['served=90,served=95', /twice/],
  ])('the target "%s" is refused', (text, message) => {
    expect(() => readTargets(text)).toThrow(message);
  });
});
