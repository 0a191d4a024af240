import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: a random value that names this history. */
@Entity('history')
export class HistoryNonce {
  @PrimaryColumn('smallint') id!: number;
  @Column('uuid') nonce!: string;
}
