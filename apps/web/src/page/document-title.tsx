import { useEffect } from 'react';
import { useIntl } from 'react-intl';
import type { MessageId } from '../language/message-id.js';

/** Keeps the title of the document in the language of the page. */
export function DocumentTitle({ id }: { id: MessageId }) {
  const title = useIntl().formatMessage({ id });
  useEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}
