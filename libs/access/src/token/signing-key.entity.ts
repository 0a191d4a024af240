import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The key of the demo issuer. It is in the database, so that tokens survive a restart. */
@Entity('signing_key')
export class SigningKey {
  @PrimaryColumn('smallint') id!: number;
  /** 32 random bytes in base64. */
  @Column('text') secret!: string;
}
