const NOTES = [
  { hertz: 880, atSeconds: 0 },
  { hertz: 1175, atSeconds: 0.16 },
];
const NOTE_SECONDS = 0.14;
const VOLUME = 0.2;

let context: AudioContext | undefined;

/** Two short notes. Silent until the page was clicked or typed in: browsers allow none before. */
export function playOfferTone(): void {
  if (!('userActivation' in navigator) || !navigator.userActivation.hasBeenActive) return;
  context ??= new AudioContext();
  // A browser may have put it to sleep; if it refuses, the offer is still there to be seen.
  void context.resume().catch(() => undefined);
  for (const note of NOTES) playNote(context, note);
}

function playNote(audio: AudioContext, { hertz, atSeconds }: (typeof NOTES)[number]): void {
  const from = audio.currentTime + atSeconds;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = hertz;
  // Swells and fades, because a hard edge clicks.
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(VOLUME, from + 0.02);
  volume.gain.linearRampToValueAtTime(0, from + NOTE_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start(from);
  tone.stop(from + NOTE_SECONDS);
}
