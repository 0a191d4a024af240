import type { CallMessage, CallsOf, ChildMessage } from './calls.js';

/** Sends a message to the parent process, as long as there is one. It may end in the meantime. */
export function sendToParent(message: ChildMessage): void {
  if (process.connected) process.send?.(message, () => undefined);
}

/**
 * Answers the calls of the parent process, and ends with it.
 *
 * @param close releases all resources; called when the parent disconnects or ends
 */
export function serveCalls<C extends CallsOf<C>>(
  calls: C,
  close: () => Promise<void> = () => Promise.resolve(),
): void {
  process.on('message', (message: CallMessage) => {
    void answer(calls, message);
  });
  // Ctrl-C signals the whole process group: the parent receives it too and disconnects. When
  // the parent is killed, the kernel sends SIGHUP and SIGCONT to a stopped child, which then
  // receives the 'disconnect' event and ends.
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) {
    process.on(signal, () => undefined);
  }
  process.once('disconnect', () => {
    void close().finally(() => process.exit());
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
