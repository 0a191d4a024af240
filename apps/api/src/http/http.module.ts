import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ProblemFilter } from './problem.filter.js';
import { schemaValidationPipe } from './schema-validation.pipe.js';

/** The validation and the problem documents of every route. */
@Module({
  providers: [
    { provide: APP_PIPE, useValue: schemaValidationPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class HttpModule {}
