import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The number of a stream's last event. The lock on its row makes numbers gapless (ADR 0001). */
@Entity('stream')
export class StreamHead {
  @PrimaryColumn('text') id!: string;
  @Column('bigint') seq!: string;
}
