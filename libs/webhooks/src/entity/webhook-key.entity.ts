import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The key that seals the secrets of endpoints where no `WEBHOOK_SECRET_KEYS` are set. */
@Entity('webhook_key')
export class WebhookKeyEntity {
  @PrimaryColumn('smallint') id!: number;
  /** 32 random bytes in base64. */
  @Column('text') secret!: string;
}
