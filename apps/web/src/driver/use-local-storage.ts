import { useCallback, useState } from 'react';

const keyOf = (name: string): string => `tripstream.drive.${name}`;

/**
 * A value that this browser stores. Where the browser refuses storage, as some private windows do,
 * the value lasts as long as the page.
 *
 * @param isValid whether this version of the page understands the stored value
 */
export function useLocalStorage<T>(
  name: string,
  initial: T,
  isValid: (stored: unknown) => stored is T,
) {
  const [value, setValue] = useState<T>(() => {
    const stored = load(name);
    return isValid(stored) ? stored : initial;
  });
  const store = useCallback(
    (next: T) => {
      setValue(next);
      save(name, next);
    },
    [name],
  );
  return [value, store] as const;
}

function load(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(keyOf(name)) ?? 'null');
  } catch {
    return null;
  }
}

function save(name: string, value: unknown): void {
  try {
    localStorage.setItem(keyOf(name), JSON.stringify(value));
  } catch {
    // Storage is refused: the value lasts as long as the page.
  }
}
