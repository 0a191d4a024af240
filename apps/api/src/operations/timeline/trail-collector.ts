import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Bus, BusError, BusSubjects, encodeJson } from '#bus';
import { EventTrail } from '#platform';
import {
  answerFrom,
  decodeAnswer,
  type TrailAnswer,
  type TrailQuestion,
} from './trail-question.js';

/** Milliseconds. How many processes there are is not known, so the answers end with a pause. */
const PAUSE_MS = 250;
const LIMIT_MS = 2_000;
/** Answers that are kept. A shard has fewer processes. */
const MAX_ANSWERS = 200;

/** The notes of the processes that were asked. */
export interface CollectedTrail {
  asked: 'shard' | 'process';
  answers: TrailAnswer[];
}

/** Collects the notes of all processes of the shard, or of this one where no bus is. */
@Injectable()
export class TrailCollector {
  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly trail: EventTrail,
  ) {}

  async collect(about: Omit<TrailQuestion, 'id'>): Promise<CollectedTrail> {
    const question = { id: randomUUID(), ...about };
    const own = answerFrom(this.trail, question);
    if (!this.bus.isConnected) return { asked: 'process', answers: [own] };
    // The process answers itself over the bus as well, but a message may be lost.
    const byProcess = new Map([[own.process, own]]);
    const latest = { at: performance.now() };
    const subscription = this.bus.join(this.subjects.trailAnswers(question.id), (data) => {
      const answer = decodeAnswer(data);
      if (!answer || byProcess.size >= MAX_ANSWERS) return;
      byProcess.set(answer.process, answer);
      latest.at = performance.now();
    });
    try {
      await this.bus.flush();
      this.bus.publish(this.subjects.trailAsked, encodeJson(question));
      const askedAt = performance.now();
      latest.at = askedAt;
      while (performance.now() - latest.at < PAUSE_MS && performance.now() - askedAt < LIMIT_MS) {
        await delay(PAUSE_MS / 5);
      }
      return { asked: 'shard', answers: [...byProcess.values()] };
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      return { asked: 'process', answers: [own] };
    } finally {
      subscription.unsubscribe();
    }
  }
}
