import { onAbort } from './on-abort.js';
import { startTimer } from './timer.js';

/** Bounds one request with all that belongs to it: the token, the answer and its body. */
export interface RequestLimit {
  signal: AbortSignal;
  /** The outcome of the work, or a rejection when the time is over or the caller aborts. */
  race: <T>(work: Promise<T>) => Promise<T>;
  end: () => void;
}

/** React Native and older browsers have neither `AbortSignal.any` nor `AbortSignal.timeout`. */
export function limitRequest(timeoutMs: number, signal?: AbortSignal): RequestLimit {
  const controller = new AbortController();
  const timer = startTimer(() => {
    controller.abort(new Error(`no answer within ${timeoutMs} ms`));
  }, timeoutMs);
  const release = onAbort(signal, () => {
    controller.abort(signal?.reason);
  });
  return {
    signal: controller.signal,
    race: (work) => raceWith(controller.signal, work),
    end: () => {
      clearTimeout(timer);
      release();
    },
  };
}

/** The outcome of code of the caller, or a rejection when the time is over or the signal aborts. */
export async function within<T>(
  timeoutMs: number,
  work: () => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { race, end } = limitRequest(timeoutMs, signal);
  try {
    return await race(Promise.resolve().then(work));
  } finally {
    end();
  }
}

/**
 * The outcome of the work, or a rejection with the reason of the signal if that aborts before. The work
 * may be code of the caller, or a `fetch` that ignores its signal.
 */
export function raceWith<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let release: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    release = onAbort(signal, () => {
      reject(toError(signal.reason));
    });
  });
  return Promise.race([work, aborted]).finally(release);
}

const toError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason));
