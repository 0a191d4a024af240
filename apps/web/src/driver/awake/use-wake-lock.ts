import { useEffect } from 'react';

/**
 * Keeps the screen on. The browser releases the lock whenever the tab is hidden, so it is requested
 * again when the tab becomes visible. A browser without the Screen Wake Lock API, or one that
 * refuses because the battery is low, leaves the screen to its own timeout.
 */
export function useWakeLock(isOn: boolean): void {
  useEffect(() => {
    if (!isOn || !('wakeLock' in navigator)) return undefined;
    let lock: WakeLockSentinel | undefined;
    let isOver = false;
    let isAsking = false;
    const acquire = async () => {
      if (document.hidden || isAsking || lock?.released === false) return;
      isAsking = true;
      const acquired = await navigator.wakeLock.request('screen').catch(() => undefined);
      isAsking = false;
      if (isOver) await acquired?.release();
      else lock = acquired;
    };
    const onVisibility = () => void acquire();
    document.addEventListener('visibilitychange', onVisibility);
    void acquire();
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', onVisibility);
      void lock?.release();
    };
  }, [isOn]);
}
