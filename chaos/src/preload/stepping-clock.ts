/**
 * Sets the clock of this process to another time while it runs: the message `clock -120000` sets it
 * two minutes back. Timers and the monotonic clock are not affected, as with a real clock. For
 * `--import`.
 */
let offsetMs = 0;
const SystemDate = Date;

process.on('message', (message) => {
  const [, offset] = /^clock (-?\d+)$/.exec(String(message)) ?? [];
  if (offset !== undefined) offsetMs = Number(offset);
});
// The channel must not keep a server alive that has closed all else.
process.channel?.unref();

class SteppingDate extends SystemDate {
  constructor(...given: [] | ConstructorParameters<typeof Date>) {
    if (given.length === 0) super(SystemDate.now() + offsetMs);
    else super(...given);
  }

  static override now(): number {
    return SystemDate.now() + offsetMs;
  }
}

globalThis.Date = SteppingDate as DateConstructor;
