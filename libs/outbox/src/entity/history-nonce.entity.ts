import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The table has one row: a random value that identifies this history. */
@Entity('history')
export class HistoryNonce {
  @PrimaryColumn('smallint') id!: number;
  @Column('uuid') nonce!: string;
  /** Where the history was last used (see `Epoch`); null before the first server has started. */
  @Column('text', { nullable: true }) identity!: string | null;
}
