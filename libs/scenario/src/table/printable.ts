const SHOWN_LENGTH = 40;

/**
 * A text of a file for the terminal and for pages: without control characters, which could move the
 * cursor of a terminal, and at most 40 characters long.
 */
export const printable = (text: string): string => {
  const shown = text.slice(0, SHOWN_LENGTH + 1).replace(/\p{C}/gu, '\uFFFD');
  return shown.length > SHOWN_LENGTH ? `${shown.slice(0, SHOWN_LENGTH)}…` : shown;
};
