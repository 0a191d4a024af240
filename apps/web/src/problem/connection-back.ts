const connection = new EventTarget();
const BACK = 'back';

/** Reports that the server answers again, after a time without a connection or without its database. */
export const reportConnection = (): void => {
  connection.dispatchEvent(new Event(BACK));
};

/** @returns ends the notification */
export function onConnectionBack(run: () => void): () => void {
  connection.addEventListener(BACK, run);
  return () => connection.removeEventListener(BACK, run);
}
