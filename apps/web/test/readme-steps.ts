import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What one part of a step asks of the reader of README.md, with the label that it names. */
export interface ReadmeAction {
  does: 'press' | 'hold' | 'open' | 'tick' | 'switch on' | 'choose' | 'wait for' | 'type';
  label: string;
  /** What is typed; `PIN` stands for the rider's PIN. */
  text?: string;
}

export interface ReadmeStep {
  side: 'rider' | 'driver';
  actions: ReadmeAction[];
}

const README = fileURLToPath(new URL('../../../README.md', import.meta.url));
const STEP = /^\d+\. (Rider|Driver): (.+)$/;
const ACTION =
  /(press|hold|open|tick|switch on|choose|wait for) \*\*(.+?)\*\*|type (?:`(.+?)`|the rider’s (PIN)) into \*\*(.+?)\*\*/g;

/**
 * Reads the lists of steps in a section of README.md.
 *
 * @throws {Error} for a step with a bold label that no action names
 */
export function readSteps(heading: string): ReadmeStep[][] {
  const [, section] = readFileSync(README, 'utf8').split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`README.md has no section "${heading}".`);
  const [text = ''] = section.split('\n## ');
  const lists: ReadmeStep[][] = [];
  let isInList = false;
  for (const line of text.split('\n')) {
    const step = STEP.exec(line);
    if (step && !isInList) lists.push([]);
    if (step) lists.at(-1)?.push(parseStep(step[1] ?? '', step[2] ?? ''));
    isInList = step !== null;
  }
  return lists;
}

function parseStep(side: string, text: string): ReadmeStep {
  const actions = [...text.matchAll(ACTION)].map(([, verb, label, typed, pin, field]) =>
    verb === undefined
      ? { does: 'type' as const, label: field ?? '', text: typed ?? pin ?? '' }
      : { does: verb as ReadmeAction['does'], label: label ?? '' },
  );
  const labels = text.match(/\*\*.+?\*\*/g) ?? [];
  if (actions.length === 0 || actions.length !== labels.length) {
    throw new Error(`README.md has a step that is no list of actions: ${text}`);
  }
  return { side: side === 'Rider' ? 'rider' : 'driver', actions };
}
