import type { StreamState } from '#client';

/** How a client's stream is, to somebody who looks on. */
export interface StreamView {
  state: StreamState['status'];
  /** Real seconds that its reader won't read; 0: it reads. */
  stalledSeconds: number;
  /** What a resume would present; null before the first snapshot. */
  cursor: string | null;
  /** Real seconds since its last durable event; null: none yet. */
  lastEventAgeSeconds: number | null;
  reconnects: number;
}

/** One rider or driver, to somebody who looks on. */
export interface AgentView {
  id: string;
  role: 'rider' | 'driver';
  name: string;
  userId: string;
  state: 'trip' | 'idle';
  tripId: string | null;
  stream: StreamView;
}

/** What somebody who looks on can do with an agent. */
export interface Agent {
  /** Undefined while it isn't at work. */
  readonly view: AgentView | undefined;
  /** Cuts its streams hard; they resume by themselves. */
  cut(): void;
  /** Its streams aren't read for so long, in real seconds. */
  stall(seconds: number): void;
}
