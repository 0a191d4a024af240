import { useCallback, useSyncExternalStore } from 'react';
import { abortableDelay } from '../http/abortable-delay.js';
import type { StreamControls } from './use-stream-view.js';

/**
 * Whole seconds until a time of the server, such as the `expiresAt` of an offer; 0 when it is past
 * or undefined. The component renders when the number changes.
 *
 * @param clockOffsetMs as the hooks of the streams return it
 * @example
 * ```tsx
 * const { offer, clockOffsetMs } = useDriver({ baseUrl, user, getToken });
 * const seconds = useCountdown(offer?.expiresAt, clockOffsetMs);
 * ```
 */
export function useCountdown(time: string | null | undefined, clockOffsetMs: number): number {
  const end = time ? Date.parse(time) - clockOffsetMs : NaN;
  const read = (): number => Math.max(0, Math.ceil((end - Date.now()) / 1000)) || 0;
  const subscribe = useCallback(
    (listener: () => void) => {
      const stop = new AbortController();
      const tick = async (): Promise<void> => {
        for (;;) {
          const left = end - Date.now();
          // NaN without a time. An early timer leaves a millisecond, and the loop waits for it too.
          if (!(left > 0)) return;
          await abortableDelay(left % 1000 || 1000, stop.signal);
          if (stop.signal.aborted) return;
          listener();
        }
      };
      void tick();
      return () => {
        stop.abort();
      };
    },
    [end],
  );
  // The clocks of a server and of a browser differ, so a page begins with the same number on both.
  return useSyncExternalStore(subscribe, read, () => 0);
}

const SECOND_MS = 1_000;

/**
 * Whole seconds since the last sign of life of a stream, for "last update 12 s ago"; null before the
 * first. The component renders once a second, unless the stream is live: then it is not needed.
 *
 * @example
 * ```tsx
 * const rider = useRider({ baseUrl, user, getToken });
 * const age = useAgeSeconds(rider);
 * if (rider.status === 'stale') return <p>Last update {age} s ago</p>;
 * ```
 */
export function useAgeSeconds({
  readAgeSeconds,
  status,
}: Pick<StreamControls, 'readAgeSeconds'> & { status: string }): number | null {
  const isTicking = status === 'stale' || status === 'connecting';
  const subscribe = useCallback(
    (listener: () => void) => {
      const timer = isTicking ? setInterval(listener, SECOND_MS) : undefined;
      return () => clearInterval(timer);
    },
    [isTicking],
  );
  const read = (): number | null => {
    const age = readAgeSeconds();
    return age === null ? null : Math.floor(age);
  };
  return useSyncExternalStore(subscribe, read, () => null);
}
