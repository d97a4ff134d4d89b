/** Speaks and sounds, where the person wants it. Nothing is sent anywhere: only voices of this device are used. */

const LANGUAGE = "en";
const TONE_HZ = 396;
const TONE_S = 0.9;
const LOUDNESS = 0.12;
const SHAKE_MS = 180;

/** Whether this browser can speak at all. */
export function canSpeak(): boolean {
  return typeof speechSynthesis !== "undefined" && typeof SpeechSynthesisUtterance !== "undefined";
}

/** Whether this browser can make a tone. */
export function canSound(): boolean {
  return typeof AudioContext !== "undefined";
}

/** Says it aloud, in place of anything still being said. Without a voice on this device, nothing is said. */
export function speak(words: string): void {
  if (!canSpeak()) return;
  const voice = speechSynthesis.getVoices().find((one) => one.localService && one.lang.startsWith(LANGUAGE));
  if (!voice) return;
  const said = new SpeechSynthesisUtterance(words);
  said.voice = voice;
  said.rate = 0.92;
  speechSynthesis.cancel();
  speechSynthesis.speak(said);
}

/** Stops speaking. */
export function hush(): void {
  if (canSpeak()) speechSynthesis.cancel();
}

/** Whether this device may be able to shake: only where fingers are used. */
export function canShake(): boolean {
  return typeof navigator.vibrate === "function" && navigator.maxTouchPoints > 0;
}

/** A short shake of the device, where it can. */
export function shake(): void {
  if (canShake()) navigator.vibrate(SHAKE_MS);
}

export class Tone {
  private context: AudioContext | undefined;

  /** Has to be called from a press of a button once, as browsers ask for it. */
  prepare(): void {
    if (!canSound()) return;
    this.context ??= new AudioContext();
    void this.context.resume();
  }

  /** One soft tone that swells and fades. */
  sound(): void {
    const { context } = this;
    if (!context) return;
    const start = context.currentTime;
    const loudness = context.createGain();
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(LOUDNESS, start + 0.08);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + TONE_S);
    loudness.connect(context.destination);
    const tone = context.createOscillator();
    tone.frequency.value = TONE_HZ;
    tone.connect(loudness);
    tone.start(start);
    tone.stop(start + TONE_S);
  }
}
