import { describe, expect, it } from '@jest/globals';
import { InputError, InputProblems, LISTED_PROBLEMS, describeFileError } from './input-error.js';

function thrownBy(problems: InputProblems): InputError {
  try {
    problems.throwIfAny();
  } catch (error) {
    if (error instanceof InputError) return error;
  }
  throw new Error('no InputError was thrown');
}

describe('InputError', () => {
  it('an error of one problem names file, location and problem on one line', () => {
    const error = new InputError('city.json', 'nodes', 'is missing');
    expect(error.message).toBe('city.json: nodes: is missing');
    expect(error.problems).toEqual([{ where: 'nodes', problem: 'is missing' }]);
    expect(error.count).toBe(1);
  });
});

describe('InputProblems', () => {
  it('a file without a problem throws no error', () => {
    expect(() => new InputProblems('city.json').throwIfAny()).not.toThrow();
  });

  it('a single problem is told as an error of one problem, with its remedy', () => {
    const problems = new InputProblems('city.json');
    problems.add('nodes[0].x', '583960 is not a longitude', 'Project the graph to degrees.');
    expect(thrownBy(problems).message).toBe(
      'city.json: nodes[0].x: 583960 is not a longitude. Project the graph to degrees.',
    );
  });

  it('a remedy follows a question without a further mark', () => {
    const problems = new InputProblems('city.json');
    problems.add('length', 'kilometres?', 'Multiply by 1,000.');
    expect(thrownBy(problems).message).toBe('city.json: length: kilometres? Multiply by 1,000.');
  });

  it('several problems are listed on a line each', () => {
    const problems = new InputProblems('city.json');
    problems.add('nodes[0].x', 'is missing');
    problems.add('links[2]', 'has no end', 'Give it a target.');
    const error = thrownBy(problems);
    expect(error.message).toBe(
      'city.json: 2 problems\n  nodes[0].x: is missing\n  links[2]: has no end. Give it a target.',
    );
    expect([error.where, error.problem]).toEqual(['nodes[0].x', 'is missing']);
  });

  it('the first twenty problems are listed, and the rest is counted', () => {
    const problems = new InputProblems('city.json');
    for (let line = 1; line <= 1_000; line++) problems.add(`line ${line}`, 'is empty');
    const error = thrownBy(problems);
    expect(error.problems).toHaveLength(LISTED_PROBLEMS);
    expect(error.count).toBe(1_000);
    expect(error.message.split('\n').slice(-2)).toEqual(['  line 20: is empty', '  and 980 more']);
  });

  it('the problems of an error are added with those that it does not list', () => {
    const [inner, outer] = [new InputProblems('city.json'), new InputProblems('city.json')];
    for (let i = 0; i < 30; i++) inner.add(`links[${i}]`, 'is empty');
    outer.add('nodes', 'is empty');
    outer.addError(thrownBy(inner));
    expect(thrownBy(outer).count).toBe(31);
  });
});

describe('describeFileError', () => {
  it.each([
    [{ code: 'ENOENT' }, 'there is no such file'],
    [{ code: 'EISDIR' }, 'is a folder, and not a file'],
    [{ code: 'EACCES' }, 'may not be read'],
    [{ code: 'EIO' }, "can't be read (EIO)"],
    [new Error('broken'), "can't be read (Error: broken)"],
  ])('the error %j of a file is described', (error, text) => {
    expect(describeFileError(error)).toBe(text);
  });
});
