import { Injectable } from '@nestjs/common';
import { Bus, BusSubjects, Members, Survey } from '#bus';
import { EventTrail } from '#platform';
import { answerFrom, trailSurvey, type TrailAnswer, type TrailQuestion } from './trail-question.js';

/** The notes of the processes that were asked. */
export interface CollectedTrail {
  asked: 'shard' | 'process';
  answers: TrailAnswer[];
  /** False when a process has not answered in time, or its answer was left out. */
  isComplete: boolean;
}

/** Collects the notes of all processes of the shard, or of this one where no bus is. */
@Injectable()
export class TrailCollector {
  private readonly survey;

  constructor(
    bus: Bus,
    subjects: BusSubjects,
    private readonly members: Members,
    private readonly trail: EventTrail,
  ) {
    this.survey = new Survey(bus, subjects, trailSurvey);
  }

  async collect(question: TrailQuestion): Promise<CollectedTrail> {
    const own = answerFrom(this.trail, question);
    const result = await this.survey.ask(question, { members: this.members });
    if (!result) return { asked: 'process', answers: [own], isComplete: true };
    // This process answers over the bus as well, and the message may be lost.
    const answers = result.answers.length > 0 ? result.answers : [own];
    return { asked: 'shard', answers, isComplete: result.isComplete };
  }
}
