/**
 * The instrumentation of the server: Node loads this module before the server's main module
 * (`--import`), in the same process. The server itself runs as it does in production.
 */
import 'reflect-metadata';
import { Metrics } from '#platform';
import { serveCalls } from '../../streams/process/serve-calls.js';
import { CpuProfile } from '../../profile/cpu-profile.js';
import { computeSelfTimes, type SelfTime } from '../../profile/self-times.js';
import {
  captureApplication,
  type CapturedServer,
} from '../../streams/tripstream/capture-application.js';
import { CommitWriters, type CommitLoad, type CommitResult } from './commit-writers.js';
import { StatementRecorder, type RecordedTransaction } from './statement-recorder.js';
import { WindowLog, type MatchedWindow } from './window-log.js';

/** What the server answers besides HTTP. */
export interface WriteServerCalls {
  port(_: null): number;
  commit(load: CommitLoad): Promise<CommitResult>;
  /** The matching windows with trips since the last call. */
  windows(_: null): MatchedWindow[];
  startRecording(_: null): void;
  /** The transactions with an append since `startRecording`. */
  stopRecording(_: null): RecordedTransaction[];
  startProfile(_: null): Promise<void>;
  /** @param file the path for the profile */
  stopProfile(file: string): Promise<SelfTime[]>;
}

const REPORTED_FUNCTIONS = 30;

function serve(captured: CapturedServer): void {
  const writers = new CommitWriters(captured);
  const recorder = new StatementRecorder();
  const profile = new CpuProfile();
  const windows = new WindowLog(captured.app.get(Metrics, { strict: false }));
  const calls: WriteServerCalls = {
    port: () => captured.port,
    commit: (load) => writers.run(load),
    windows: () => windows.take(),
    startRecording: () => {
      recorder.start();
    },
    stopRecording: () => recorder.stop(),
    startProfile: () => profile.start(),
    stopProfile: async (file) => computeSelfTimes(await profile.stop(file), REPORTED_FUNCTIONS),
  };
  serveCalls(calls, () => captured.app.close());
}

void captureApplication().then(serve);
