/** The end of an id, because UUIDs of the same minute differ only there. */
export const shortId = (id: string): string => (id.length <= 10 ? id : `…${id.slice(-8)}`);

/** A stream with its id shortened: `trip/0190…` becomes `trip/…1a2b3c4d`. */
export function shortStream(stream: string): string {
  const [kind, id] = stream.split('/');
  return id === undefined ? stream : `${kind ?? ''}/${shortId(id)}`;
}

/** A cursor (`<epoch>-<seq>`) with a long epoch shortened, because the number matters more. */
export function shortCursor(cursor: string): string {
  const [epoch = '', seq] = cursor.split('-');
  return seq === undefined || epoch.length <= 6 ? cursor : `${epoch.slice(0, 5)}…-${seq}`;
}
