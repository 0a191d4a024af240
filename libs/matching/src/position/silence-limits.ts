import { Injectable } from '@nestjs/common';
import { Settings } from '#platform';
import { DriverLocationRecorder } from './driver-location-recorder.js';

/**
 * After how many seconds without a request a driver is silent, and lost; 0 turns a rule off. The
 * limits grow while signs of life are written late, so that a slow database makes no driver look
 * silent.
 */
@Injectable()
export class SilenceLimits {
  constructor(
    private readonly settings: Settings,
    private readonly recorder: DriverLocationRecorder,
  ) {}

  /** A driver who waits gets no offers after this time. */
  get waitingSeconds(): number {
    return this.extend(this.settings.matching.driverSilenceSeconds);
  }

  /**
   * A trip is shown with a silent driver after this time. A driver who is lost is silent as well,
   * so the shorter one of the two settings counts.
   */
  get tripSeconds(): number {
    const { driverSilenceSeconds, driverLostSeconds } = this.settings.matching;
    const limits = [driverSilenceSeconds, driverLostSeconds].filter((seconds) => seconds > 0);
    return limits.length === 0 ? 0 : this.extend(Math.min(...limits));
  }

  /** The trip of a driver who didn't start it looks for another driver after this time. */
  get lostSeconds(): number {
    return this.extend(this.settings.matching.driverLostSeconds);
  }

  private extend(seconds: number): number {
    return seconds && seconds + this.recorder.writeDelaySeconds;
  }
}
