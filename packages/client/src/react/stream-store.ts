import { connect } from '../connect/connect.js';
import type { ConnectOptions, ConnectState, StreamHandle } from '../connect/connect-options.js';
import type { EventMetadata, StreamChoice } from '../connect/stream-message.js';
import { ApiProblem } from '../http/api-problem.js';
import { connectShared } from '../shared/connect-shared.js';
import { TripstreamApi } from '../tripstream-api.js';
import type { TripStreamOptions } from './hook-options.js';
import { modelOf, toConnectionView, type StoreView } from './stream-view.js';

export type AnyOptions = TripStreamOptions<StreamChoice>;

/** A mounted component that reads the stream. */
export interface Member {
  /** The options of its last render. */
  readonly current: AnyOptions;
}

/** Called after the state has changed, to request what no message contains. */
export type Follow = (store: StreamStore, before: object) => void;

/**
 * One stream with the state that is derived from it, for all components that read it. It lives
 * outside of React, so a component that unmounts meanwhile is never updated.
 */
export class StreamStore {
  readonly api: TripstreamApi;
  view: StoreView;
  readonly #members = new Set<Member>();
  readonly #listeners = new Set<() => void>();
  readonly #running = new Map<string, Promise<unknown>>();
  #handle: StreamHandle | undefined;
  /** The number of the present opening. */
  #opening = 0;
  #lastMember: Member;

  constructor(
    member: Member,
    private readonly follow?: Follow,
  ) {
    this.#lastMember = member;
    this.view = modelOf(member.current.stream).initial;
    this.api = new TripstreamApi(this.#requestOptions());
  }

  get isUsed(): boolean {
    return this.#members.size > 0;
  }

  /** The present state of the connection; undefined before it was opened. */
  get connectState(): ConnectState | undefined {
    return this.#handle?.state;
  }

  add(member: Member, listener: () => void): void {
    this.#members.add(member);
    this.#listeners.add(listener);
    this.#lastMember = member;
    this.#open();
  }

  remove(member: Member, listener: () => void): void {
    this.#members.delete(member);
    this.#listeners.delete(listener);
    const [other] = this.#members;
    if (this.#lastMember === member && other) this.#lastMember = other;
  }

  wake(): void {
    this.#handle?.wake();
  }

  /** Opens a stream that is closed, with a new snapshot. */
  reopen(): void {
    this.close();
    this.#update({ connection: modelOf(this.#lastMember.current.stream).initial.connection });
    this.#open();
  }

  close(): void {
    const handle = this.#handle;
    this.#opening += 1;
    this.#handle = undefined;
    handle?.close();
  }

  dispatch(message: object): void {
    const before = this.view.state;
    const state = modelOf(this.#lastMember.current.stream).reduce(before, message);
    if (state === before) return;
    this.#update({ state });
    this.follow?.(this, before);
  }

  /**
   * Sends a command, and shows that it is under way, then its refusal. While it is under way, the
   * same command is not sent again: a second click gets the promise of the first.
   */
  run<T>(name: string, send: () => Promise<T>): Promise<T> {
    const known = this.#running.get(name);
    if (known) return known as Promise<T>;
    const { [name]: _old, ...errors } = this.view.errors;
    this.#update({ pending: { ...this.view.pending, [name]: true }, errors });
    const result = this.#finish(name, send);
    this.#running.set(name, result);
    // The refusal is in `errors`, so a caller need not handle the promise.
    result.catch(() => undefined);
    return result;
  }

  clearErrors(): void {
    this.#update({ errors: {} });
  }

  async #finish<T>(name: string, send: () => Promise<T>): Promise<T> {
    let errors = {};
    try {
      return await send();
    } catch (error) {
      const problem = error instanceof ApiProblem ? error : ApiProblem.unreachable(error);
      errors = { [name]: problem };
      throw problem;
    } finally {
      this.#running.delete(name);
      const { [name]: _done, ...pending } = this.view.pending;
      this.#update({ pending, errors: { ...this.view.errors, ...errors } });
    }
  }

  #update(changes: Partial<StoreView>): void {
    this.view = { ...this.view, ...changes };
    for (const listener of this.#listeners) listener();
  }

  #open(): void {
    if (this.#handle) return;
    const { user, shareTabs } = this.#lastMember.current;
    const options = { ...this.#requestOptions(), ...this.#streamOptions() };
    this.#handle =
      shareTabs && user !== undefined ? connectShared({ ...options, user }) : connect(options);
  }

  /** The latest callbacks are looked up when they are called, so a new one is no new connection. */
  #requestOptions() {
    const { baseUrl, token, getToken, fetch: send } = this.#lastMember.current;
    return {
      baseUrl,
      token,
      getToken: getToken && (() => (this.#lastMember.current.getToken ?? getToken)()),
      fetch:
        send &&
        ((...request: Parameters<typeof fetch>) =>
          (this.#lastMember.current.fetch ?? send)(...request)),
    };
  }

  #streamOptions(): Omit<ConnectOptions<StreamChoice>, 'baseUrl'> {
    const { stream, acks, transport, staleAfterMs, WebSocket } = this.#lastMember.current;
    this.#opening += 1;
    const opening = this.#opening;
    /** A stream that was closed must not change the state of the one that was opened after it. */
    const whileCurrent = (work: () => void): void => {
      if (opening === this.#opening) work();
    };
    return {
      stream,
      acks,
      transport,
      staleAfterMs,
      WebSocket,
      onSnapshot: (data, { mode, reason }) =>
        whileCurrent(() => this.dispatch({ type: 'stream.snapshot', data, mode, reason })),
      onEvent: (event, metadata) =>
        whileCurrent(() => {
          this.dispatch(event);
          this.#tellMembers(event, metadata);
        }),
      onEphemeral: (message) => whileCurrent(() => this.dispatch(message)),
      onState: (state) => whileCurrent(() => this.#update({ connection: toConnectionView(state) })),
    };
  }

  #tellMembers(event: object, metadata: EventMetadata): void {
    for (const { current } of [...this.#members]) {
      try {
        (current.onEvent as ((...event: unknown[]) => void) | undefined)?.(event, metadata);
      } catch (error) {
        // The error of one component is an uncaught one, and the others get the event all the same.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
