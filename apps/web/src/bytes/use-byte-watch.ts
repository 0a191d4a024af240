import { useCallback, useEffect, useRef, useState } from 'react';
import { useSignedIn } from '../session/signed-in.js';
import { append, emptyFrameLog, type FrameLog } from './frame/frame-log.js';
import { addPiece, emptyPieceLog, type PieceLog } from './piece/piece-log.js';
import type { ByteSource } from './read/byte-source.js';
import { readPolls } from './read/read-polls.js';
import { readSocket } from './read/read-socket.js';
import { readStream } from './read/read-stream.js';
import { pathOf, type WatchedView, type Way } from './watched-view.js';

export type WatchStatus = 'off' | 'opening' | 'open' | 'ended';

/** What the page knows of one reading. */
export interface ByteWatch {
  way: Way;
  status: WatchStatus;
  problem: unknown;
  requests: number;
  pieces: PieceLog;
  frames: FrameLog;
  /** The last id that came, or the one that was presented. Empty before it. */
  cursor: string;
  /** The code with which a WebSocket was closed. */
  closeCode: number | undefined;
}

export interface ByteWatcher extends ByteWatch {
  open: (view: WatchedView, cursor: string) => void;
  stop: () => void;
}

const NO_WATCH: ByteWatch = {
  way: 'stream',
  status: 'off',
  problem: undefined,
  requests: 0,
  pieces: emptyPieceLog,
  frames: emptyFrameLog,
  cursor: '',
  closeCode: undefined,
};

/** Reads one stream at a time, in one way, and notes each piece with its time. */
export function useByteWatch(): ByteWatcher {
  const { token, guarded } = useSignedIn();
  const [watch, setWatch] = useState(NO_WATCH);
  const run = useRef<AbortController>(undefined);
  const stop = useCallback(() => {
    run.current?.abort();
    run.current = undefined;
    setWatch((known) => (known.status === 'off' ? known : { ...known, status: 'ended' }));
  }, []);
  const open = useCallback(
    (view: WatchedView, cursor: string) => {
      run.current?.abort();
      const { signal } = (run.current = new AbortController());
      const startedAt = performance.now();
      setWatch({ ...NO_WATCH, way: view.way, status: 'opening', cursor });
      const change = (next: (known: ByteWatch) => Partial<ByteWatch>) => {
        if (!signal.aborted) setWatch((known) => ({ ...known, ...next(known) }));
      };
      const source: ByteSource = {
        path: pathOf(view),
        token,
        cursor,
        signal,
        onRequest: () => change(({ requests }) => ({ requests: requests + 1 })),
        onBytes: (bytes) => {
          const at = Math.round(performance.now() - startedAt);
          change(({ pieces }) => ({ status: 'open', pieces: addPiece(pieces, bytes, at) }));
        },
        onText: (text) => {
          const at = Date.now();
          change((known) => withText(known, text, at));
        },
      };
      guarded(() => read(view.way, source)).then(
        (closeCode) => change(() => ({ status: 'ended', closeCode })),
        (problem: unknown) => change(() => ({ status: 'ended', problem })),
      );
    },
    [token, guarded],
  );
  useEffect(() => stop, [stop]);
  return { ...watch, open, stop };
}

/** @returns the code with which a WebSocket was closed */
async function read(way: Way, source: ByteSource): Promise<number | undefined> {
  switch (way) {
    case 'stream':
      await readStream(source);
      return undefined;
    case 'socket':
      return readSocket(source);
    case 'long-poll':
    case 'poll':
      await readPolls(source, way === 'long-poll');
      return undefined;
  }
}

function withText({ frames, cursor }: ByteWatch, text: string, at: number): Partial<ByteWatch> {
  const log = append(frames, text, at);
  return { frames: log, cursor: lastId(log) ?? cursor };
}

/** The id of the last complete frame that has one. */
function lastId({ frames }: FrameLog): string | undefined {
  const lines = frames.filter(({ isComplete }) => isComplete).flatMap((frame) => frame.lines);
  return lines.findLast(({ text }) => text.startsWith('id: '))?.text.slice('id: '.length);
}
