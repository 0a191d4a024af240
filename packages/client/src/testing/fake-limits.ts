/** Seconds and cents of the default settings of the server. */
export const LIMITS = {
  matching: 300,
  freeCancel: 120,
  noShow: 300,
  cancelFee: 500,
  pins: 5,
} as const;
