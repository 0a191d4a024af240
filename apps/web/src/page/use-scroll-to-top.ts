import { useEffect } from 'react';

/** Brings the top of the panel into view whenever `what` changes: what is new stands there. */
export function useScrollToTop(what: string): void {
  useEffect(() => {
    document.querySelector('.panel')?.scrollTo({ top: 0 });
  }, [what]);
}
