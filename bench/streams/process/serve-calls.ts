import type { CallMessage, CallsOf, ChildMessage } from './calls.js';

/** Says something to the process that started this one. */
export function sendToParent(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}

/**
 * Answers the calls of the process that started this one, and ends with it.
 *
 * @param end puts everything away, when the parent lets go or is gone
 */
export function serveCalls<C extends CallsOf<C>>(
  calls: C,
  end: () => Promise<void> = () => Promise.resolve(),
): void {
  process.on('message', (message: CallMessage) => {
    void answer(calls, message);
  });
  // Ctrl-C reaches the whole group; the parent hears it too, and lets go. And if the parent
  // was killed, a process that stands still gets SIGHUP and is resumed: then it ends here.
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) {
    process.on(signal, () => undefined);
  }
  process.once('disconnect', () => {
    void end().finally(() => process.exit());
  });
  sendToParent({ ready: true });
}

async function answer<C extends CallsOf<C>>(calls: C, message: CallMessage): Promise<void> {
  const { call, name, argument } = message;
  try {
    const value = await calls[name as keyof C](argument as never);
    if (call !== 0) sendToParent({ call, answer: value });
  } catch (error) {
    sendToParent({ call, error: error instanceof Error ? String(error.stack) : String(error) });
  }
}
