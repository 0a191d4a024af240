import { Injectable } from '@nestjs/common';
import { Bus, BusSubjects, Survey } from '#bus';
import { EventTrail } from '#platform';
import { answerFrom, trailSurvey, type TrailAnswer, type TrailQuestion } from './trail-question.js';

/** The notes of the processes that were asked. */
export interface CollectedTrail {
  asked: 'shard' | 'process';
  answers: TrailAnswer[];
}

/** Collects the notes of all processes of the shard, or of this one where no bus is. */
@Injectable()
export class TrailCollector {
  private readonly survey;

  constructor(
    bus: Bus,
    subjects: BusSubjects,
    private readonly trail: EventTrail,
  ) {
    this.survey = new Survey(bus, subjects, trailSurvey);
  }

  async collect(question: TrailQuestion): Promise<CollectedTrail> {
    const own = answerFrom(this.trail, question);
    const answers = await this.survey.ask(question);
    if (!answers) return { asked: 'process', answers: [own] };
    // The process answers itself over the bus as well, but a message may be lost.
    const byProcess = new Map([own, ...answers].map((answer) => [answer.process, answer]));
    return { asked: 'shard', answers: [...byProcess.values()] };
  }
}
