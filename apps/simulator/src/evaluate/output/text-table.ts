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
