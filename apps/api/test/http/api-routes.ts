import { api, type TestServer } from '#api-harness';

/** One route in the OpenAPI document of the server. */
export interface Route {
  method: string;
  path: string;
}

interface OpenApi {
  paths: Record<string, Record<string, { security?: unknown[] }>>;
}

export const documentOf = async (server: Pick<TestServer, 'url'>): Promise<OpenApi> =>
  (await api(server).get<OpenApi>('/openapi.json')).body;

/** Reads every route from the OpenAPI document, so that a new route is tested automatically. */
export async function routesOf(server: Pick<TestServer, 'url'>): Promise<Route[]> {
  const { paths } = await documentOf(server);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
}

/** Replaces the `{id}` of the path with the given id. */
export const withId = (path: string, id: string): string => path.replace('{id}', id);
