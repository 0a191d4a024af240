import { useEffect, useRef } from 'react';
import type { Attention } from './attention.js';
import { playChime } from './chime.js';
import { showNotification } from './system-notification.js';
import { markTitle } from './title-badge.js';

/**
 * Signals news once: by sound and vibration, and in a background tab also by a notification and the
 * title. Notification and title disappear when the news is over (`undefined`, or another key) or
 * the user looks at the page.
 */
export function useAttention(attention: Attention | undefined): void {
  const latest = useRef(attention);
  useEffect(() => {
    latest.current = attention;
  });
  const key = attention?.key;
  useEffect(() => {
    const news = latest.current;
    if (key === undefined || !news) return undefined;
    const endings: (() => void)[] = [markTitle(news.title)];
    const end = () => endings.splice(0).forEach((ending) => ending());
    const onVisibility = () => {
      if (!document.hidden) end();
    };
    document.addEventListener('visibilitychange', onVisibility);
    const release = claim(key, () => {
      endings.push(signal(news));
    });
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      release();
      end();
    };
  }, [key]);
}

/** @returns a function that removes the notification */
function signal(news: Attention): () => void {
  if (news.chime) playChime(news.chime);
  if (news.vibration && 'vibrate' in navigator && navigator.userActivation.hasBeenActive) {
    navigator.vibrate(news.vibration);
  }
  return document.hidden ? showNotification(news) : () => undefined;
}

/**
 * Runs the work in one tab of this browser only, so that eight tabs of a user chime once. The tab
 * keeps the claim as long as the news lasts.
 *
 * @returns a function that gives the claim up
 */
function claim(key: string, work: () => void): () => void {
  // Pages without HTTPS have no locks. Then each tab signals.
  if (!('locks' in navigator)) {
    work();
    return () => undefined;
  }
  let release = (): void => undefined;
  let isOver = false;
  const held = new Promise<void>((resolve) => {
    release = () => {
      isOver = true;
      resolve();
    };
  });
  const name = `tripstream.attention.${key}`;
  void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
    if (!lock || isOver) return undefined;
    work();
    return held;
  });
  return () => release();
}
