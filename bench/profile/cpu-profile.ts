import { writeFile } from 'node:fs/promises';
import { Session, type Profiler } from 'node:inspector/promises';

/** Microseconds between two samples. */
const SAMPLING_INTERVAL = 200;

/** Profiles this process as `--cpu-prof` does, but for one measure instead of its whole life. */
export class CpuProfile {
  private session: Session | undefined;

  async start(): Promise<void> {
    this.session = new Session();
    this.session.connect();
    await this.session.post('Profiler.enable');
    await this.session.post('Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL });
    await this.session.post('Profiler.start');
  }

  /** @param file the path of the profile, which the profilers of Chromium and of editors open */
  async stop(file: string): Promise<Profiler.Profile> {
    if (!this.session) throw new Error('No profile was started.');
    const { profile } = await this.session.post('Profiler.stop');
    this.session.disconnect();
    this.session = undefined;
    await writeFile(file, JSON.stringify(profile));
    return profile;
  }
}
