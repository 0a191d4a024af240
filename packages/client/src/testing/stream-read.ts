/** Who reads which stream, from where. */
export interface StreamRead {
  /** `rider/<id>`, `driver/<id>`, `trip/<id>` or `ops/city`. */
  stream: string;
  userId: string;
  /** The token with which it was opened; undefined for a share link. */
  token?: string;
  isShared: boolean;
  presented: string | null;
  /** False leaves `event:` out of the durable events. */
  isNamed: boolean;
  /** The state as of now. */
  snapshot: () => object;
  /** No event will follow. */
  isOver: () => boolean;
}
