import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { RepositionEndReason } from '#contracts';
import type { RepositionMove, RepositionState } from '../domain/reposition-state.js';

/** The last suggestion of a driver; a driver has one row at most. */
@Entity('reposition')
@Index('reposition_open', ['expiresAt'], { where: `status <> 'ended'` })
@Index('reposition_ended', ['endedAt'])
export class RepositionEntity implements RepositionState {
  @PrimaryColumn('uuid', { name: 'driver_id' }) driverId!: string;
  @Column('uuid') id!: string;
  @Column('text') status!: RepositionState['status'];
  @Column('jsonb') move!: RepositionMove;
  @Column('timestamp with time zone', { name: 'created_at', precision: 3 }) createdAt!: Date;
  @Column('timestamp with time zone', { name: 'expires_at', precision: 3 }) expiresAt!: Date;
  @Column('timestamp with time zone', { name: 'ended_at', precision: 3, nullable: true })
  endedAt!: Date | null;
  @Column('text', { name: 'end_reason', nullable: true }) endReason!: RepositionEndReason | null;
}
