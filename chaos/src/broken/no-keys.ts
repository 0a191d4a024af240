import 'reflect-metadata';
import { CommandOutcome } from '../../../libs/database/src/idempotency/command.js';
import { IdempotentCommands } from '../../../libs/database/src/idempotency/idempotent-commands.js';
import type { Transaction, Transactions } from '#database';
import { replaceMethods } from './replace-methods.js';

// The server accepts the key and ignores it, so a client that repeats a command after a lost
// answer has it executed again.
replaceMethods(IdempotentCommands, {
  execute(
    this: { transactions: Transactions },
    _command: unknown,
    work: (tx: Transaction) => Promise<unknown>,
  ) {
    return this.transactions.run(async (tx) => new CommandOutcome(await work(tx), false));
  },
});
