import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The stars that one side of a trip gave to the other. Each side rates once. */
@Entity('rating')
export class RatingEntity {
  @PrimaryColumn('uuid', { name: 'trip_id' }) tripId!: string;
  @PrimaryColumn('text') rater!: 'rider' | 'driver';

  @Index('rating_ratee')
  @Column('uuid', { name: 'ratee_id' })
  rateeId!: string;

  @Column('smallint') stars!: number;
  @Column('text', { nullable: true }) comment!: string | null;
  @Column('timestamp with time zone', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
