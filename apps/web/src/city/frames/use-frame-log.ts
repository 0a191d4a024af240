import { ApiProblem } from '#client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import { emptyFrameLog, append, type FrameLog } from '../../bytes/frame/frame-log.js';

export type FrameLogStatus = 'off' | 'opening' | 'open' | 'ended';

export interface FrameLogRecorder {
  log: FrameLog;
  status: FrameLogStatus;
  problem: unknown;
  open: (path: string) => void;
  stop: () => void;
}

/** Reads a stream once, without a parser, and does not reconnect when it ends. */
export function useFrameLog(): FrameLogRecorder {
  const { token } = useSignedIn();
  const [log, setLog] = useState(emptyFrameLog);
  const [status, setStatus] = useState<FrameLogStatus>('off');
  const [problem, setProblem] = useState<unknown>();
  const run = useRef<AbortController>(undefined);
  const stop = useCallback(() => {
    run.current?.abort();
    run.current = undefined;
    setStatus((known) => (known === 'off' ? known : 'ended'));
  }, []);
  const open = (path: string) => {
    stop();
    const { signal } = (run.current = new AbortController());
    setLog(emptyFrameLog);
    setProblem(undefined);
    setStatus('opening');
    const onText = (text: string) => {
      if (signal.aborted) return;
      setStatus('open');
      setLog((known) => append(known, text, Date.now()));
    };
    read({ path, token, signal, onText })
      .catch((error: unknown) => signal.aborted || setProblem(() => error))
      .finally(() => signal.aborted || setStatus('ended'));
  };
  useEffect(() => stop, [stop]);
  return { log, status, problem, open, stop };
}

interface RawStream {
  path: string;
  token: string;
  signal: AbortSignal;
  onText: (text: string) => void;
}

/** @throws {ApiProblem} when the server refuses the stream, or the connection breaks */
async function read({ path, token, signal, onText }: RawStream): Promise<void> {
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` };
  const answer = await orUnreachable(fetch(path, { headers, signal, cache: 'no-store' }));
  if (!answer.ok) throw await ApiProblem.from(answer);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const reader = answer.body?.getReader();
  if (!reader) return;
  for (;;) {
    const piece = await orUnreachable(reader.read());
    if (piece.done) return;
    onText(decoder.decode(piece.value, { stream: true }));
  }
}

async function orUnreachable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw ApiProblem.unreachable(error);
  }
}
