import { useState } from 'react';
import { useLocalStorage } from '../use-local-storage.js';

interface Disclosure {
  isOpen: boolean;
  setOpen: (isOpen: boolean) => void;
}

const isBoolean = (stored: unknown): stored is boolean => typeof stored === 'boolean';

/**
 * Whether the demo's controls are shown. The browser remembers the last choice; an address with
 * `?simulate` shows them at first.
 */
export function useDisclosure(): Disclosure {
  const [stored, store] = useLocalStorage('simulate', false, isBoolean);
  const [isWanted, setWanted] = useState(() =>
    new URLSearchParams(location.search).has('simulate'),
  );
  const setOpen = (isOpen: boolean) => {
    setWanted(false);
    store(isOpen);
  };
  return { isOpen: isWanted || stored, setOpen };
}
