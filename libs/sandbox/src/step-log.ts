import type { SandboxStep } from '#contracts';

const MAX_STEPS = 200;

/** The latest steps of a driver, the oldest first. */
export class StepLog {
  private readonly steps: SandboxStep[] = [];

  get list(): SandboxStep[] {
    return [...this.steps];
  }

  add(did: string, more: Omit<SandboxStep, 'at' | 'did'> = {}): void {
    if (this.steps.length === MAX_STEPS) this.steps.shift();
    this.steps.push({ at: new Date().toISOString(), did, ...more });
  }
}
