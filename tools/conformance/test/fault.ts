/** What a server can do wrong: the check that finds it has the same name. */
export type Fault =
  | 'status'
  | 'media-type'
  | 'charset'
  | 'cache-control'
  | 'no-compression'
  | 'headers-at-once'
  | 'no-delay'
  | 'heartbeat'
  | 'retry'
  | FrameFault
  | 'resume-loss'
  | 'resume-repeat'
  | 'resume-away'
  | 'resume-mid-message'
  | 'unknown-id'
  | 'head'
  | 'other-methods'
  | 'unauthorized'
  | 'challenge'
  | 'not-found'
  | 'ended'
  | 'http2'
  | 'cors-origin'
  | 'cors-credentials'
  | 'cors-preflight'
  | 'storm'
  | 'storm-retry-after'
  | 'after-storm';

type FrameFault =
  | 'utf-8'
  | 'bom'
  | 'line-ends'
  | 'fields'
  | 'empty-line'
  | 'data'
  | 'ids'
  | 'id-characters'
  | 'id-header'
  | 'id-unique';

const frames: Record<FrameFault, (seq: number) => string> = {
  'utf-8': (seq) => `id: e1-${seq}\ndata: caf\u00e9\n\n`,
  bom: (seq) => `id: e1-${seq}\ndata: ${seq}\n\n\u00ef\u00bb\u00bfdata: lost\n\n`,
  'line-ends': (seq) => `id: e1-${seq}\rdata: ${seq}\r\r`,
  fields: (seq) => `id: e1-${seq}\ndata: first line\nsecond line\n\n`,
  'empty-line': (seq) => `id: e1-${seq}\ndata: ${seq}\n`,
  data: (seq) => `id: e1-${seq}\ndata: ${seq}\n\nevent: bare\n\n`,
  ids: (seq) => `data: ${seq}\n\n`,
  'id-characters': (seq) => `id: e1-${seq} \ndata: ${seq}\n\n`,
  'id-header': (seq) => `id: e1-${seq}-\u00c3\u00a9\ndata: ${seq}\n\n`,
  'id-unique': (seq) => `id: e1-${1 + (seq % 2)}\ndata: ${seq}\n\n`,
};

const isFrameFault = (fault: Fault): fault is FrameFault => fault in frames;

/** The bytes of an event with a fault in them; undefined when its bytes are right. */
export const brokenFrame = (fault: Fault | undefined, seq: number): Buffer | undefined =>
  // Latin-1 writes each character as the byte of its number.
  fault && isFrameFault(fault) ? Buffer.from(frames[fault](seq), 'latin1') : undefined;
