import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A token that was revoked before its expiry. The row is kept until a day after the expiry. */
@Entity('revoked_token')
@Index('revoked_token_revoked_at', ['revokedAt'])
@Index('revoked_token_expires_at', ['expiresAt'])
export class RevokedToken {
  @PrimaryColumn('text', { name: 'token_id' }) tokenId!: string;
  @Column('timestamp with time zone', { name: 'expires_at', precision: 3 }) expiresAt!: Date;
  @Column('timestamp with time zone', {
    name: 'revoked_at',
    default: () => 'clock_timestamp()',
  })
  revokedAt!: Date;
}
