/** The end of an id: of UUIDs of the same minute, the part that tells them apart. */
export const shortId = (id: string): string => (id.length <= 10 ? id : `…${id.slice(-8)}`);

/** `trip/0190…` → `trip/…1a2b3c4d` */
export function shortStream(stream: string): string {
  const [kind, id] = stream.split('/');
  return id === undefined ? stream : `${kind ?? ''}/${shortId(id)}`;
}

/** `<epoch>-<seq>` with a long epoch cut: the number is what one reads. */
export function shortCursor(cursor: string): string {
  const [epoch = '', seq] = cursor.split('-');
  return seq === undefined || epoch.length <= 6 ? cursor : `${epoch.slice(0, 5)}…-${seq}`;
}
