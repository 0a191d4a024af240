import { signUp, type CityServer } from '../city/city-user.js';

export interface BenchDriver {
  token: string;
  /** The position of the driver's own stream. */
  cursor: string;
}

/** @throws {Error} when the server refuses a session or a poll */
export async function signUpDrivers(server: CityServer, count: number): Promise<BenchDriver[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { token } = await signUp(server, 'driver', `Driver ${index}`);
      const poll = { token, accept: 'application/json' };
      const { status, body } = await server.commands.send('GET', '/v1/drivers/me/stream', poll);
      if (status !== 200) throw new Error(`GET /v1/drivers/me/stream answered ${status}: ${body}`);
      const { cursor } = JSON.parse(body) as { cursor: string };
      return { token, cursor };
    }),
  );
}
