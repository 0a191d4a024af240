import {
  credsAuthenticator,
  usernamePasswordAuthenticator,
  type Authenticator,
  type NodeConnectionOptions,
} from '@nats-io/transport-node';

/** How to reach a NATS cluster. */
export interface NatsAddress {
  /**
   * Addresses of nodes, such as `nats://10.0.0.7:4222`; `tls://` asks for TLS. The first one with a
   * user and a password gives them for all.
   */
  servers: readonly string[];
  /** The content of a file of credentials, as `nsc` writes it. */
  credentials?: Uint8Array;
  /** Names the process in the lists of the server. */
  name: string;
}

/**
 * Every option of the client that matters. With its defaults a client gives up after ten attempts
 * for each server and is deaf from then on, notices a frozen server after four minutes, and waits
 * 20 seconds for a node that doesn't answer before it tries the next one.
 */
export function natsOptions({ servers, credentials, name }: NatsAddress): NodeConnectionOptions {
  const authenticator = credentials ? credsAuthenticator(credentials) : findUser(servers);
  return {
    // The client takes no user from an address.
    servers: servers.map(withoutUser),
    name,
    ...(authenticator && { authenticator }),
    // Never give up, also while the credentials are refused: they may be renewed at the server.
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    waitOnFirstConnect: true,
    reconnectTimeWait: 100,
    reconnectJitter: 100,
    reconnectJitterTLS: 200,
    /** Milliseconds for a dial. */
    timeout: 1_000,
    /** Milliseconds. A frozen server is noticed after three of them. */
    pingInterval: 1_000,
    maxPingOut: 2,
    // An error with the stack of the caller would be made for each question.
    noAsyncTraces: true,
  };
}

const withoutUser = (server: string): string => server.replace(/\/\/[^/@]*@/, '//');

function findUser(servers: readonly string[]): Authenticator | undefined {
  const named = servers.map((server) => new URL(server)).find(({ username }) => username !== '');
  if (!named) return undefined;
  const { username, password } = named;
  return usernamePasswordAuthenticator(decodeURIComponent(username), decodeURIComponent(password));
}
