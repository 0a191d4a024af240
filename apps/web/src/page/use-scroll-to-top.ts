import { useEffect } from 'react';

/** Scrolls the panel to its top whenever `subject` changes, because new content appears there. */
export function useScrollToTop(subject: string): void {
  useEffect(() => {
    document.querySelector('.panel')?.scrollTo({ top: 0 });
  }, [subject]);
}
