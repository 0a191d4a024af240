import { answerSeconds } from '#simulation';
import type { EvaluateOptions } from './evaluate-options.js';

/**
 * Whether the seed changes the result: a generated city, drawn places, answers, breaks and
 * cancellations, or drawn days.
 */
export const isRandom = ({ files, rules, replications, stations }: EvaluateOptions): boolean =>
  files?.vehicles === undefined ||
  files.table.zones !== undefined ||
  rules.acceptRate < 1 ||
  rules.thinkSeconds > 0 ||
  rules.acceptFalls !== undefined ||
  rules.breaks !== undefined ||
  (rules.cancelAfter !== undefined && rules.cancelAfter.distribution !== 'constant') ||
  (stations !== undefined && 'count' in stations) ||
  replications > 1;

/** Sentences about options that do less than their user may expect. */
export function optionNotes(options: EvaluateOptions): string[] {
  const notes: string[] = [];
  const { isSeedGiven, rules } = options;
  if (isSeedGiven && !isRandom(options)) {
    notes.push(
      '--seed changes nothing here: the day comes from files, and every driver accepts at once. ' +
        'A seed draws a generated city, answers (--accept-rate, --think) and days (--replications).',
    );
  }
  if (rules.acceptRate === 0) notes.push('--accept-rate 0: no driver accepts an offer.');
  const { cancelAfter, patienceSeconds } = rules;
  if (cancelAfter?.distribution === 'constant' && cancelAfter.meanSeconds >= patienceSeconds) {
    notes.push(
      `--cancel-after ${cancelAfter.meanSeconds}s: no rider cancels, because no car is sent that ` +
        `arrives after --patience ${patienceSeconds}s.`,
    );
  }
  const late = lateShare(options);
  if (late > 0) {
    notes.push(
      `--think ${rules.thinkSeconds}s: ${Math.round(late * 100)} % of the answers come after the ` +
        `offer has expired (--offer-seconds ${rules.offerSeconds}).`,
    );
  }
  return notes;
}

/** The share of answers that are later than the offer; answers are uniform. */
function lateShare({ rules: { thinkSeconds, offerSeconds } }: EvaluateOptions): number {
  const { least, most } = answerSeconds(thinkSeconds);
  return most > least ? Math.max(0, (most - offerSeconds) / (most - least)) : 0;
}
