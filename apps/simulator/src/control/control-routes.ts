import { z } from 'zod';
import { DomainError } from '#platform';
import type { Agent } from '#simulation';
import { agentQuerySchema, cityChangeSchema, stallSchema } from './city-change.js';
import type { CityControls } from './city-controls.js';

export interface ControlRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  /** The parsed body; undefined without a body. */
  body: unknown;
}

/** The operations that the control port needs of `CityControls`. */
export type ControllableCity = Pick<
  CityControls,
  'isOpen' | 'limits' | 'view' | 'change' | 'listAgents' | 'findAgent'
>;

const AGENT = /^\/agents\/([^/]+)\/(cut|stall)$/;

/**
 * Routes a request of the control port.
 *
 * @returns the body of the response
 * @throws {DomainError} for a request that is unknown, invalid or not possible now
 */
export function handleControlRequest(controls: ControllableCity, request: ControlRequest): unknown {
  const { method, path, body } = request;
  const action = AGENT.exec(path);
  if (path !== '/city' && path !== '/agents' && !action) {
    throw new DomainError('NOT_FOUND', 'There are /city, /agents and /agents/{id}/cut or stall.');
  }
  if (!controls.isOpen) throw new DomainError('NOT_READY', 'The city opens soon, or has closed.');
  if (action) {
    requireMethod(method, ['POST']);
    return performAction(controls, action, body);
  }
  requireMethod(method, path === '/city' ? ['GET', 'POST'] : ['GET']);
  if (path === '/agents') {
    return controls.listAgents(parseWith(agentQuerySchema, Object.fromEntries(request.query)));
  }
  if (method === 'POST') controls.change(parseWith(cityChangeSchema(controls.limits), body));
  return controls.view();
}

function performAction(
  controls: ControllableCity,
  action: RegExpExecArray,
  body: unknown,
): unknown {
  const agent = requireAgent(controls, action[1] ?? '');
  if (action[2] === 'stall') agent.stall(parseWith(stallSchema, body).seconds);
  else agent.cut();
  return agent.view;
}

function requireAgent(controls: ControllableCity, name: string): Agent {
  const agent = controls.findAgent(decodePathSegment(name));
  if (agent) return agent;
  throw new DomainError('NOT_FOUND', 'Nobody at work has this id. GET /agents lists who is.');
}

function decodePathSegment(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw new DomainError('MALFORMED_REQUEST', 'The address can’t be decoded.');
  }
}

function requireMethod(method: string, known: readonly string[]): void {
  if (known.includes(method)) return;
  throw new DomainError('METHOD_NOT_ALLOWED', `It knows ${known.join(' and ')}.`);
}

function parseWith<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    field: path.join('.') || 'body',
    message,
  }));
  throw new DomainError('VALIDATION_FAILED', 'Mend these fields and send it again.', { errors });
}
