import type { IntlShape } from 'react-intl';

/** The words and formats of one language: what `useIntl()` returns, and sentence functions take. */
export type Intl = Pick<
  IntlShape,
  'locale' | 'formatMessage' | 'formatNumber' | 'formatDate' | 'formatList'
>;
