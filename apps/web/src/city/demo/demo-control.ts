import { ApiProblem } from '#client';

/** The simulated city, as its control tells of it. */
export interface DemoCity {
  name: string;
  /** False: nobody new asks for a ride; rides under way go on. */
  running: boolean;
  drivers: { wanted: number; idle: number; busy: number };
  ridersPerHour: number;
  riders: { waiting: number; riding: number; done: number };
  /** `text` is the time of day in the city, `speed` how much faster it runs. */
  clock: { text: string; speed: number };
  streams: { events: number; reconnects: number };
  limits: { drivers: number; ridersPerHour: number };
}

/** A simulated rider or driver at work. */
export interface DemoAgent {
  id: string;
  role: 'rider' | 'driver';
  name: string;
  state: 'trip' | 'idle';
  stream: {
    state: string;
    /** Seconds that its reader won't read; 0: it reads. */
    stalledSeconds: number;
    cursor: string | null;
    reconnects: number;
  };
}

export type DemoChange = Partial<Pick<DemoCity, 'running' | 'ridersPerHour'>> & {
  drivers?: number;
};

/** Steers the simulated city through the demo's own port on this machine. */
export class DemoControl {
  constructor(private readonly options: { url: string; token: string }) {}

  city(): Promise<DemoCity> {
    return this.ask('GET', '/city');
  }

  change(change: DemoChange): Promise<DemoCity> {
    return this.ask('POST', '/city', change);
  }

  /** Those on a trip first. */
  agents(limit: number): Promise<{ agents: DemoAgent[]; total: number }> {
    return this.ask('GET', `/agents?limit=${limit}`);
  }

  /** Its streams break; it resumes by itself. */
  cut(agentId: string): Promise<DemoAgent> {
    return this.ask('POST', `/agents/${encodeURIComponent(agentId)}/cut`);
  }

  /** Its streams stay open and aren't read. */
  stall(agentId: string, seconds: number): Promise<DemoAgent> {
    return this.ask('POST', `/agents/${encodeURIComponent(agentId)}/stall`, { seconds });
  }

  /** @throws {ApiProblem} */
  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const { url, token } = this.options;
    const headers = new Headers({ authorization: `Bearer ${token}` });
    if (body) headers.set('content-type', 'application/json');
    const answer = await fetch(url + path, {
      ...{ method, headers },
      body: body ? JSON.stringify(body) : null,
    }).catch((error: unknown) => {
      throw ApiProblem.unreachable(error);
    });
    if (!answer.ok) throw await ApiProblem.from(answer);
    return (await answer.json()) as T;
  }
}
