/** The mark before the title of a tab that has news. */
const MARK = '● ';

/**
 * Marks the tab's title until the user looks at the page. A page that is visible already needs no
 * mark.
 *
 * @param news what has happened, in a few words; it replaces the title while the mark is shown
 * @returns a function that removes the mark
 */
export function markTitle(news: string): () => void {
  if (!document.hidden) return () => undefined;
  const title = document.title;
  const marked = `${MARK}${news}`;
  document.title = marked;
  const restore = () => {
    document.removeEventListener('visibilitychange', onChange);
    // Another part of the page may have given the tab a new title since.
    if (document.title === marked) document.title = title;
  };
  const onChange = () => {
    if (!document.hidden) restore();
  };
  document.addEventListener('visibilitychange', onChange);
  return restore;
}
