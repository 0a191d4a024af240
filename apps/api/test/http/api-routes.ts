import { api, type TestServer } from '../ride-builder.js';

/** One route, as the server's own document lists it. */
export interface Route {
  method: string;
  path: string;
}

interface OpenApi {
  paths: Record<string, Record<string, { security?: unknown[] }>>;
}

export const documentOf = async (server: Pick<TestServer, 'url'>): Promise<OpenApi> =>
  (await api(server).get<OpenApi>('/openapi.json')).body;

/** Every route there is: one that somebody adds tomorrow is in it without being asked. */
export async function routesOf(server: Pick<TestServer, 'url'>): Promise<Route[]> {
  const { paths } = await documentOf(server);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
}

/** The path with an id put in. */
export const withId = (path: string, id: string): string => path.replace('{id}', id);
