import type { ReactNode } from 'react';

/** Words of a message that only screen readers read: `<hidden>` in a catalogue. */
export const hidden = (words: ReactNode) => <span className="unseen">{words}</span>;
