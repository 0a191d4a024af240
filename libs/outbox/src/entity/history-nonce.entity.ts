import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The table has one row: a random value that identifies this history. */
@Entity('history')
export class HistoryNonce {
  @PrimaryColumn('smallint') id!: number;
  @Column('uuid') nonce!: string;
}
