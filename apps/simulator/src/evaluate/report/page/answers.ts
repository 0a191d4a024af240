import { encodeHtml } from './html-parts.js';

/** One result that a reader should see first. */
export interface Answer {
  readonly title: string;
  readonly value: string;
  readonly note: string;
}

/** Renders answers as a list in large type. */
export const answerList = (answers: readonly Answer[]): string =>
  `<ul class="answers">${answers
    .map(
      ({ title, value, note }) =>
        `<li><span class="note">${encodeHtml(title)}</span><strong>${encodeHtml(value)}</strong>${encodeHtml(note)}</li>`,
    )
    .join('')}</ul>`;
