import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The demo issuer's key. In the database, so that tokens survive a restart. */
@Entity('signing_key')
export class SigningKey {
  @PrimaryColumn('smallint') id!: number;
  /** 32 random bytes, base64. */
  @Column('text') secret!: string;
}
