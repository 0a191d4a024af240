import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chapter, firstMissingLine, STEPS } from './testing/chapter.js';

const MOST_WORDS = 900;
const MOST_LINES = 60;
const LESSONS = join(import.meta.dirname, 'lessons');
const DOCS = join(import.meta.dirname, '../docs/course');
const names = readdirSync(LESSONS).sort();
const index = readFileSync(join(DOCS, 'README.md'), 'utf8');

describe('the course', () => {
  it('every lesson has a chapter, and every chapter a lesson', () => {
    const chapters = readdirSync(DOCS).filter((name) => /^\d/.test(name));
    expect(chapters.sort()).toEqual(names.map((name) => `${name}.md`));
  });

  it('the index lists every chapter with its title', async () => {
    for (const name of names) {
      const { default: lesson } = (await import(join(LESSONS, name, 'lesson.js'))) as {
        default: { number: number; title: string };
      };
      expect(index).toContain(`${lesson.number}. [${lesson.title}](${name}.md)`);
      expect(new Chapter(name).text).toMatch(`# ${lesson.number}. ${lesson.title}\n`);
    }
  });

  it.each(names)('chapter %s has the five steps in their order', (name) => {
    expect(new Chapter(name).headings).toEqual(STEPS);
  });

  it.each(names)('chapter %s has at most 900 words', (name) => {
    expect(new Chapter(name).words).toBeLessThanOrEqual(MOST_WORDS);
  });

  it.each(names)('chapter %s starts its lesson and runs its checker', (name) => {
    const number = Number(name.slice(0, 2));
    const { text } = new Chapter(name);
    expect(text).toContain(`\`\`\`sh\nnpm run lesson ${number}\n\`\`\``);
    expect(text).toContain(`npm run lesson ${number} -- --check`);
  });

  it.each(names.flatMap((name) => [`${name}/server.js`, `${name}/solution.js`]))(
    'the server %s has at most 60 lines',
    (path) => {
      const lines = readFileSync(join(LESSONS, path), 'utf8').trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
    },
  );
});

describe('the comparison of a chapter with what its commands print', () => {
  it('finds the lines in their order, with other lines between them', () => {
    expect(firstMissingLine('a 1\nother\nb\n', ['a …', 'b'])).toBeUndefined();
  });

  it('names the first line that does not come after its predecessor', () => {
    expect(firstMissingLine('b\na\n', ['a', 'b'])).toBe('b');
  });
});
