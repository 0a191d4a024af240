import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The shard of a person whose tokens name none. A person without a row is of the first shard. */
@Entity('home')
export class Home {
  /** A hash of issuer and subject (`hashPerson`). */
  @PrimaryColumn('text') person!: string;
  @Column('text') shard!: string;
  @Column('timestamp with time zone', { name: 'moved_at', default: () => 'now()' })
  movedAt!: Date;
}
