/** V8 keeps the whole text that a longer substring was cut from; this many characters are copied. */
const COPIED_LENGTH = 12;

/**
 * Copies a cell that is kept, so that the block of the file it was cut from can be collected.
 *
 * @returns an equal text with memory of its own
 */
export const ownText = (cell: string): string =>
  cell.length <= COPIED_LENGTH ? cell : Buffer.from(cell, 'utf8').toString('utf8');
