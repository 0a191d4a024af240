import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Bus, BusSubjects, encodeJson, type BusSubscription } from '#bus';
import { EventTrail, Settings } from '#platform';
import { answerFrom, decodeQuestion } from './trail-question.js';

/** Answers the shard's questions for the notes of this process. */
@Injectable()
export class TrailAnswers implements OnModuleInit, BeforeApplicationShutdown {
  private subscription?: BusSubscription;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly trail: EventTrail,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    if (!this.settings.bus.servers) return;
    this.subscription = this.bus.join(this.subjects.trailAsked, (data) => {
      const question = decodeQuestion(data);
      if (!question) return;
      const answer = encodeJson(answerFrom(this.trail, question));
      this.bus.publish(this.subjects.trailAnswers(question.id), answer);
    });
  }

  beforeApplicationShutdown(): void {
    this.subscription?.unsubscribe();
  }
}
