/** Wider tables and lines would be broken by a terminal. */
export const MOST_COLUMNS = 120;
/** Space between two columns of a table on the terminal. */
const GAP = '  ';

function aligned(cells: readonly string[], side: 'left' | 'right'): string[] {
  const width = Math.max(...cells.map((cell) => cell.length));
  return cells.map((cell) => (side === 'left' ? cell.padEnd(width) : cell.padStart(width)));
}

/** Formats columns of cells as lines; the first column is aligned to the left, the others to the right. */
export function tableLines(columns: readonly (readonly string[])[]): string[] {
  const padded = columns.map((cells, i) => aligned(cells, i === 0 ? 'left' : 'right'));
  return (padded[0] ?? []).map((_, line) =>
    padded
      .map((cells) => cells[line])
      .join(GAP)
      .trimEnd(),
  );
}

/** Breaks a list of parts into lines of at most 120 columns; the later lines are indented. */
export function wrapParts(parts: readonly string[]): string {
  const [first = '', ...others] = parts;
  const lines = [first];
  for (const part of others) {
    const longer = `${lines.at(-1)!}, ${part}`;
    // The comma that may follow needs a column too.
    if (longer.length < MOST_COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(`  ${part}`);
  }
  return lines.join(',\n');
}
