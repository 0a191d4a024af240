/** The notes of a chime, each with its start in seconds. */
export type Chime = readonly { hertz: number; atSeconds: number }[];

/** Three rising notes: the car is there. The tone of an offer has two. */
export const ARRIVAL_CHIME: Chime = [
  { hertz: 659, atSeconds: 0 },
  { hertz: 784, atSeconds: 0.18 },
  { hertz: 988, atSeconds: 0.36 },
];

const NOTE_SECONDS = 0.16;
const VOLUME = 0.2;

let context: AudioContext | undefined;

/**
 * Plays some short notes. It is silent until the user has clicked or typed, because browsers allow
 * no sound before that.
 */
export function playChime(chime: Chime): void {
  if (!('userActivation' in navigator) || !navigator.userActivation.hasBeenActive) return;
  context ??= new AudioContext();
  // The browser may have suspended the context. If it refuses to resume, the page stays silent.
  void context.resume().catch(() => undefined);
  for (const note of chime) playNote(context, note);
}

function playNote(audio: AudioContext, { hertz, atSeconds }: Chime[number]): void {
  const from = audio.currentTime + atSeconds;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = hertz;
  // The volume ramps up and down, because an abrupt start or end is audible as a click.
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(VOLUME, from + 0.02);
  volume.gain.linearRampToValueAtTime(0, from + NOTE_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start(from);
  tone.stop(from + NOTE_SECONDS);
}
