import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Bus, BusSubjects, LifeSign, Survey, type BusSubscription } from '#bus';
import { EventTrail, Settings } from '#platform';
import { answerFrom, trailSurvey } from './trail-question.js';

/** Answers the shard's questions for the notes of this process. */
@Injectable()
export class TrailAnswers implements OnModuleInit, BeforeApplicationShutdown {
  private subscription?: BusSubscription;

  constructor(
    private readonly sign: LifeSign,
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly trail: EventTrail,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    if (!this.settings.bus.servers) return;
    const survey = new Survey(this.bus, this.subjects, trailSurvey);
    this.subscription = survey.answer(this.sign.process, (question) =>
      answerFrom(this.trail, question),
    );
  }

  beforeApplicationShutdown(): void {
    this.subscription?.unsubscribe();
  }
}
