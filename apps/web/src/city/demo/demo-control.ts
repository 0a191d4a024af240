import { ApiProblem, type StreamState } from '#client';

/** The simulated city, as the demo's control port reports it. */
export interface DemoCity {
  name: string;
  /** When false, no new rides are requested; rides under way continue. */
  running: boolean;
  drivers: { wanted: number; idle: number; busy: number };
  ridersPerHour: number;
  riders: { waiting: number; riding: number; done: number };
  /** `text` is the time of day in the city; `speed` is how many times faster it runs. */
  clock: { text: string; speed: number };
  /** The phase of the default run, and the real seconds until the next one; null without phases. */
  phase: {
    name: 'healthy' | 'rush' | 'recovery' | 'last_rides';
    secondsLeft: number | null;
  } | null;
  streams: { events: number; reconnects: number };
  limits: { drivers: number; ridersPerHour: number };
}

/** A simulated rider or driver. */
export interface DemoAgent {
  id: string;
  role: 'rider' | 'driver';
  name: string;
  state: 'trip' | 'idle';
  stream: {
    state: StreamState['status'];
    /** Seconds for which the agent will not read its stream; 0 when it reads. */
    stalledSeconds: number;
    cursor: string | null;
    reconnects: number;
  };
}

export type DemoChange = Partial<Pick<DemoCity, 'running' | 'ridersPerHour'>> & {
  drivers?: number;
};

/** Controls the simulated city through the demo's control port on this machine. */
export class DemoControl {
  constructor(private readonly options: { url: string; token: string }) {}

  city(): Promise<DemoCity> {
    return this.request('GET', '/city');
  }

  change(change: DemoChange): Promise<DemoCity> {
    return this.request('POST', '/city', change);
  }

  /** Agents on a trip come first. */
  agents(limit: number): Promise<{ agents: DemoAgent[]; total: number }> {
    return this.request('GET', `/agents?limit=${limit}`);
  }

  /** Cuts the agent's streams. The agent reconnects and resumes by itself. */
  cut(agentId: string): Promise<DemoAgent> {
    return this.request('POST', `/agents/${encodeURIComponent(agentId)}/cut`);
  }

  /** Stops the agent from reading its streams, which stay open. */
  stall(agentId: string, seconds: number): Promise<DemoAgent> {
    return this.request('POST', `/agents/${encodeURIComponent(agentId)}/stall`, { seconds });
  }

  /** @throws {ApiProblem} for every answer except 2xx, and without an answer */
  private async request<T>(method: string, path: string, body?: object): Promise<T> {
    const { url, token } = this.options;
    const headers = new Headers({ authorization: `Bearer ${token}` });
    if (body) headers.set('content-type', 'application/json');
    const answer = await fetch(url + path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
    }).catch((error: unknown) => {
      throw ApiProblem.unreachable(error);
    });
    if (!answer.ok) throw await ApiProblem.from(answer);
    return (await answer.json()) as T;
  }
}
