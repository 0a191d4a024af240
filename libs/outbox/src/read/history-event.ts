/** One event of a stream, as it is stored and sent. */
export interface HistoryEvent {
  seq: number;
  id: string;
  type: string;
  /** The CloudEvent as JSON text, which the server does not parse on its way to a client. */
  json: string;
}
