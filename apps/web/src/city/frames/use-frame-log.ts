import { ApiProblem } from '#client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import { emptyFrameLog, append, type FrameLog } from './frame-log.js';

export type TapeStatus = 'off' | 'opening' | 'open' | 'ended';

export interface FrameLogRecorder {
  tape: FrameLog;
  status: TapeStatus;
  problem: unknown;
  open: (path: string) => void;
  stop: () => void;
}

/** Reads a stream once, with no parser in between, and doesn't come back when it ends. */
export function useFrameLog(): FrameLogRecorder {
  const { token } = useSignedIn();
  const [tape, setTape] = useState(emptyFrameLog);
  const [status, setStatus] = useState<TapeStatus>('off');
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
    setTape(emptyFrameLog);
    setProblem(undefined);
    setStatus('opening');
    const onText = (text: string) => {
      if (signal.aborted) return;
      setStatus('open');
      setTape((known) => append(known, text, Date.now()));
    };
    read({ path, token, signal, onText })
      .catch((error: unknown) => signal.aborted || setProblem(() => error))
      .finally(() => signal.aborted || setStatus('ended'));
  };
  useEffect(() => stop, [stop]);
  return { tape, status, problem, open, stop };
}

interface Reading {
  path: string;
  token: string;
  signal: AbortSignal;
  onText: (text: string) => void;
}

/** @throws {ApiProblem} when the stream is refused, or breaks */
async function read({ path, token, signal, onText }: Reading): Promise<void> {
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` };
  const answer = await reached(fetch(path, { headers, signal, cache: 'no-store' }));
  if (!answer.ok) throw await ApiProblem.from(answer);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const reader = answer.body?.getReader();
  if (!reader) return;
  for (;;) {
    const piece = await reached(reader.read());
    if (piece.done) return;
    onText(decoder.decode(piece.value, { stream: true }));
  }
}

async function reached<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw ApiProblem.unreachable(error);
  }
}
