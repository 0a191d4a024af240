import type { Attention } from './attention.js';

/** Whether this browser shows notifications: `unsupported` on pages without HTTPS, for example. */
export type NotificationState = NotificationPermission | 'unsupported';

export const notificationState = (): NotificationState =>
  'Notification' in globalThis ? Notification.permission : 'unsupported';

/**
 * Asks the user. Call it from the handler of a click: browsers refuse the question at other moments,
 * and a user who is asked without a reason says no for ever.
 */
export async function requestNotifications(): Promise<NotificationState> {
  if (!('Notification' in globalThis)) return 'unsupported';
  return Notification.requestPermission();
}

/**
 * Shows a notification of the system if the user has allowed it. A click on it opens the tab.
 *
 * @returns a function that removes the notification
 */
export function showNotification({ key, title, body, vibration }: Attention): () => void {
  if (notificationState() !== 'granted') return () => undefined;
  // One tag for all tabs of a browser: the second tab replaces the notification of the first.
  const options = { body, tag: key, vibrate: vibration };
  try {
    const shown = new Notification(title, options);
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    return () => shown.close();
  } catch {
    return showByWorker(title, options);
  }
}

/** Chrome on Android has no constructor for notifications: there they belong to a service worker. */
function showByWorker(title: string, options: NotificationOptions & { tag: string }): () => void {
  const worker = navigator.serviceWorker.getRegistration();
  void worker
    .then((registration) => registration?.showNotification(title, options))
    .catch(() => undefined);
  return () => {
    void worker
      .then((registration) => registration?.getNotifications({ tag: options.tag }))
      .then((shown) => shown?.forEach((notification) => notification.close()))
      .catch(() => undefined);
  };
}
