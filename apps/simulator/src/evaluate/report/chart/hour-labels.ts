import { MUTED } from '../page/report-colours.js';

const SHOWN_EVERY_HOURS = 3;

/** Labels of every third hour, also after midnight. */
export const HOUR_LABELS = {
  color: MUTED,
  fontSize: 12,
  interval: (hour: number) => hour % SHOWN_EVERY_HOURS === 0,
};
