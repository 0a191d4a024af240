import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect, type Socket } from 'node:net';

/** Clients that send bytes and read no answer, as an attacker does. */
export class StalledClients {
  private readonly sockets: Socket[] = [];
  private readonly sessions: ClientHttp2Session[] = [];
  private readonly ended = new Set<Socket>();

  /** @param url of the server, whose certificate is not verified */
  constructor(private readonly url: string) {}

  /** Connections that the server has ended. A connection that reads nothing does not notice it. */
  get endedCount(): number {
    return this.ended.size;
  }

  /** Opens connections that send the same bytes. @param isReading whether they read the answer */
  send(connections: number, bytes: string, isReading = false): void {
    const { hostname, port } = new URL(this.url);
    for (let count = 0; count < connections; count += 1) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.once('close', () => this.ended.add(socket));
      if (isReading) socket.resume();
      else socket.pause();
      socket.write(bytes);
      this.sockets.push(socket);
    }
  }

  /** Opens HTTP/2 connections, which ask for a path many times and allow no byte of the answers. */
  request(connections: number, path: string, requests: number): void {
    for (let count = 0; count < connections; count += 1) {
      const session = connectHttp2(this.url, {
        rejectUnauthorized: false,
        settings: { initialWindowSize: 0 },
      });
      session.on('error', () => undefined);
      session.once('connect', () => {
        for (let request = 0; request < requests && !session.destroyed; request += 1) {
          session.request({ ':path': path }).on('error', () => undefined);
        }
      });
      this.sessions.push(session);
    }
  }

  close(): void {
    for (const client of [...this.sockets, ...this.sessions]) client.destroy();
  }
}
