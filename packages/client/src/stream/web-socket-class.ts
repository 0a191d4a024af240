/** The used part of a WebSocket, which browsers, React Native, Node 22 and the package `ws` have. */
export interface WebSocketLike {
  onopen: ((event: never) => unknown) | null;
  onmessage: ((event: never) => unknown) | null;
  onclose: ((event: never) => unknown) | null;
  onerror: ((event: never) => unknown) | null;
  send(text: string): unknown;
  close(): unknown;
}

/** Opens a WebSocket, such as `WebSocket` of the browser. */
export type WebSocketClass = new (url: string, protocols: string[]) => WebSocketLike;
