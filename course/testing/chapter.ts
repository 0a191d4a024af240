import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The headings that every chapter has, in this order. */
export const STEPS = [
  'The question',
  'Run it',
  'What you see',
  'Why it is so',
  'Break it and mend it',
];

/** A command of a chapter with the lines that it prints. */
export interface ChapterCommand {
  /** For a shell. */
  command: string;
  /** The lines of the `text` fence that follows; `…` stands for any text. */
  output: string[];
  /** Whether it is meant for the mended server (`sh mended`). */
  isForMended: boolean;
  /** Whether the chapter starts the lesson again before it (`sh mended afresh`). */
  startsAfresh: boolean;
}

/** A chapter of docs/course, with what tests need to know of it. */
export class Chapter {
  readonly text: string;

  /** @param name of the lesson's folder */
  constructor(readonly name: string) {
    this.text = readFileSync(join(ROOT, 'docs/course', `${name}.md`), 'utf8');
  }

  get headings(): string[] {
    return [...this.text.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
  }

  /** Words of the file as `wc -w` counts them, so those of commands, outputs and tables as well. */
  get words(): number {
    return this.text.split(/\s+/).filter((word) => word !== '').length;
  }

  get commands(): ChapterCommand[] {
    const fences = [...this.text.matchAll(/^```(\w+)( mended)?( afresh)?\n([\s\S]*?)^```$/gm)];
    return fences.flatMap(([, language, mended, afresh, command = ''], index) => {
      if (language !== 'sh') return [];
      const [, nextLanguage, , , nextText = ''] = fences[index + 1] ?? [];
      const output = nextLanguage === 'text' ? nextText.split('\n').filter(Boolean) : [];
      return [
        { command, output, isForMended: mended !== undefined, startsAfresh: afresh !== undefined },
      ];
    });
  }
}

/**
 * The first line of `expected` that `output` lacks. The lines have to occur in this order, and other
 * lines may stand between them.
 */
export function firstMissingLine(output: string, expected: string[]): string | undefined {
  const lines = output.split(/\r?\n/).map((line) => line.trimEnd());
  let position = 0;
  return expected.find((line) => {
    const pattern = new RegExp(`^${line.trimEnd().split('…').map(escapePattern).join('.*')}$`);
    const found = lines.findIndex((each, index) => index >= position && pattern.test(each));
    position = found + 1;
    return found < 0;
  });
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
