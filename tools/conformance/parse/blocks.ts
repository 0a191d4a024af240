const LINE_END = /\r\n|\n|\r/;

/** The lines between two empty ones. */
export interface Block {
  readonly lines: readonly string[];
  /** False for the last block of a stream that has not sent its empty line. */
  readonly isComplete: boolean;
}

/** Splits the text of a stream into its blocks. Blocks without a line are left out. */
export function splitBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(LINE_END)) {
    if (line !== '') {
      lines.push(line);
      continue;
    }
    if (lines.length > 0) blocks.push({ lines, isComplete: true });
    lines = [];
  }
  // The text after the last line end is empty for a complete line: it counts as the empty line.
  const last = blocks.at(-1);
  if (last && endsInOneLineEnd(text)) blocks[blocks.length - 1] = { ...last, isComplete: false };
  if (lines.length > 0) blocks.push({ lines, isComplete: false });
  return blocks;
}

/** Whether the text ends in the line end of a line that is not empty. */
const endsInOneLineEnd = (text: string): boolean => /[^\r\n](\r\n|\n|\r)$/.test(text);

/** The names of the fields of a block; a comment has none. */
export const fieldNames = ({ lines }: Block): string[] =>
  lines.map((line) => line.split(':', 1)[0] ?? '').filter((name) => name !== '');
