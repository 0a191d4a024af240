import { MUTED } from '../report-colours.js';

const SHOWN_EVERY_HOURS = 3;

/** Under every third hour, also of a day that goes on into the next. */
export const HOUR_LABELS = {
  color: MUTED,
  fontSize: 12,
  interval: (hour: number) => hour % SHOWN_EVERY_HOURS === 0,
};
