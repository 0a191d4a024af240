import type { MessageId } from './message-id.js';

declare global {
  namespace FormatjsIntl {
    /** Makes an id that no catalogue has an error of the compiler. */
    interface Message {
      ids: MessageId;
    }
  }
}
