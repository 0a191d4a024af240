import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

const TIME = { precision: 3 } as const;

/** A link that lets the holder of its token see one trip. */
@Entity('trip_share')
@Index('trip_share_token_hash', ['tokenHash'], { unique: true })
@Index('trip_share_trip', ['tripId'])
export class TripShareEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'trip_id' }) tripId!: string;
  /** SHA-256 of the token, base64url: a reader of this table can open no link. */
  @Column('text', { name: 'token_hash' }) tokenHash!: string;
  @Column('timestamp with time zone', { name: 'created_at', ...TIME }) createdAt!: Date;
  @Column('timestamp with time zone', { name: 'expires_at', ...TIME }) expiresAt!: Date;
  @Column('timestamp with time zone', { name: 'revoked_at', ...TIME, nullable: true })
  revokedAt!: Date | null;
}
