/** The hours of a day in which a car is on duty, the same on each day. */
export interface WorkShift {
  /** Begin in seconds since midnight, from 0 to 86,400. */
  readonly startSeconds: number;
  /** End in seconds since midnight; not after the begin: the shift ends on the next day. */
  readonly endSeconds: number;
}
