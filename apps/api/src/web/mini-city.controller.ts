import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '#access';
import { DomainError, Settings } from '#platform';
import { MiniCity, type MiniCityCars } from './mini-city.js';

/**
 * The small live map of the start page. It is public with demo identities only: where real people
 * drive, the positions of their cars are for their riders and for operators.
 */
@ApiExcludeController()
@Controller('pages')
@Public()
export class MiniCityController {
  constructor(
    private readonly settings: Settings,
    private readonly city: MiniCity,
  ) {}

  @Get('roads.json')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  roads(): Buffer {
    this.requireDemo();
    return this.city.roads;
  }

  @Get('cars.json')
  @Header('Cache-Control', 'no-store')
  cars(): Promise<MiniCityCars> {
    this.requireDemo();
    return this.city.readCars();
  }

  private requireDemo(): void {
    if (this.settings.auth.mode === 'demo') return;
    throw new DomainError('NOT_FOUND', 'The small map exists with AUTH_MODE=demo only.');
  }
}
