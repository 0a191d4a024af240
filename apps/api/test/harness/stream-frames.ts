import type { StreamId } from '#contracts';
import type { SseFrame, SseProbe, StreamPosition } from '#testing';

/** The durable events among these frames, whether they are named or not. */
export const eventsIn = (frames: readonly SseFrame[]): SseFrame[] =>
  frames.filter(({ data }) => data?.startsWith('{"specversion"'));

/** What a probe was handed of its stream, in order. */
export const placesOf = (stream: StreamId, frames: readonly SseFrame[]): StreamPosition[] =>
  eventsIn(frames).map(({ id, data }) => ({
    stream,
    seq: seqOf(id),
    id: (JSON.parse(data ?? '') as { id: string }).id,
  }));

export const seqOf = (cursor: string | undefined): number => Number(cursor?.split('-')[1]);

/** The data of a frame, read as JSON. */
export const dataOf = (frame: SseFrame | undefined): ReturnType<typeof JSON.parse> =>
  JSON.parse(frame?.data ?? 'null');

/** Until the event with this number has come. */
export const reaching = (probe: SseProbe, seq: number): Promise<SseFrame> =>
  probe.next((frame) => eventsIn([frame]).length > 0 && seqOf(frame.id) === seq);
