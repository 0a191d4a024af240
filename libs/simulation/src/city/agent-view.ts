import type { StreamState } from '#client';

/** The state of a client's stream, for the city page. */
export interface StreamView {
  state: StreamState['status'];
  /** Real seconds until the client reads again; 0 while it reads. */
  stalledSeconds: number;
  /** The cursor that a resume would present; null before the first snapshot. */
  cursor: string | null;
  /** Real seconds since the last durable event; null before the first one. */
  lastEventAgeSeconds: number | null;
  reconnects: number;
}

/** One rider or driver, for the city page. */
export interface AgentView {
  id: string;
  role: 'rider' | 'driver';
  name: string;
  userId: string;
  state: 'trip' | 'idle';
  tripId: string | null;
  stream: StreamView;
}

/** The operations of the city page on a rider or driver. */
export interface Agent {
  /** Undefined while the agent is not active. */
  readonly view: AgentView | undefined;
  /** Destroys the sockets of its streams, which reconnect and resume. */
  cut(): void;
  /** Stops reading its streams for a number of real seconds. */
  stall(seconds: number): void;
}
