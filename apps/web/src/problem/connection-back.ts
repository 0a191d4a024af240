const connection = new EventTarget();
const BACK = 'back';

/** The stream calls it when it is live again after a time without a connection. */
export const reportConnection = (): void => {
  connection.dispatchEvent(new Event(BACK));
};

/** @returns ends the notification */
export function onConnectionBack(run: () => void): () => void {
  connection.addEventListener(BACK, run);
  return () => connection.removeEventListener(BACK, run);
}
