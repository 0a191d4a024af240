import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Role } from '#contracts';

/** A person in one role. */
@Entity('account')
@Index('account_identity', ['issuer', 'subject', 'role'], { unique: true })
export class Account {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') role!: Role;
  @Column('text') name!: string;
  /** The issuer of the identity: an `iss` claim (RFC 7519, section 4.1.1), or `tripstream`. */
  @Column('text') issuer!: string;
  @Column('text') subject!: string;
  @Column('timestamp with time zone', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
