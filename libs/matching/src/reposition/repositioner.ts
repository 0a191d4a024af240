import { Injectable } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { Metrics, Settings } from '#platform';
import type { EngineSession } from '../engine/engine-session.js';
import { RepositionMaker } from './reposition-maker.js';
import { RepositionPlanner, type PlannedReposition } from './reposition-planner.js';
import { RepositionReader } from './reposition-reader.js';
import { RepositionSweeper } from './reposition-sweeper.js';

/** The most suggestions that one round of the engine writes, so that offers never wait for more. */
const MAX_WRITTEN = 32;

/**
 * Suggests to idle drivers to drive to where riders are expected. Each step is short, and the engine
 * takes one after the offers of a round: a step ends suggestions that are over, and then plans, or
 * writes some of the suggestions of the last plan.
 */
@Injectable()
export class Repositioner {
  /** The rest of the last plan. A plan has one suggestion for each idle driver at most. */
  private queue: PlannedReposition[] = [];
  private nextPlanAtMs = -Infinity;
  private isPrepared = false;

  constructor(
    private readonly sweeper: RepositionSweeper,
    private readonly reader: RepositionReader,
    private readonly planner: RepositionPlanner,
    private readonly maker: RepositionMaker,
    private readonly settings: Settings,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Takes one step. Suggestions end also while `MATCHING_REPOSITION` is off, because it may have been
   * on before.
   *
   * @returns milliseconds until the next step is due; Infinity when repositioning is off
   */
  async step(session: EngineSession): Promise<number> {
    await this.sweeper.sweep(session);
    if (!this.settings.reposition.isOn) return Infinity;
    if (!this.isPrepared) {
      this.isPrepared = this.planner.prepare();
      return 0;
    }
    // A plan that is due replaces the rest of the last one, which is outdated by then.
    if (performance.now() >= this.nextPlanAtMs) await this.plan(session);
    else if (this.queue.length > 0) await this.write(session);
    this.metrics.reposition.queued.set(this.queue.length);
    return this.queue.length > 0 ? 0 : Math.max(0, this.nextPlanAtMs - performance.now());
  }

  private async plan(session: EngineSession): Promise<void> {
    const { timeScale } = this.settings.reposition;
    this.nextPlanAtMs = performance.now() + (this.planner.intervalSeconds / timeScale) * 1000;
    const look = await session.run((tx) => this.reader.read(tx, session.activeSince));
    this.queue = await this.planner.plan(look.picture);
    await this.sweeper.endAll(session, look.arrivedDriverIds, 'arrived');
  }

  private async write(session: EngineSession): Promise<void> {
    const part = this.queue.splice(0, MAX_WRITTEN);
    await session.attemptAll(part, (tx, planned) => this.maker.make(tx, planned));
  }
}
