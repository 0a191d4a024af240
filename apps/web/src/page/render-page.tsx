import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { applyLanguage, currentLanguage } from '../language/language-choice.js';
import { LanguageProvider } from '../language/language-provider.js';
import { loadCatalogue } from '../language/load-catalogue.js';
import type { MessageId } from '../language/message-id.js';
import { keepShell } from '../offline/keep-shell.js';
import { DocumentTitle } from './document-title.js';

interface RenderedPage {
  /** The message with the title of the document. */
  title: MessageId;
  page: ReactNode;
  /** Downloads what the first view doesn't need. */
  later?: () => Promise<void>;
}

/**
 * Renders a page into its document, in the language of the user. The document has its `lang` and
 * `dir` before the first paint, because it is empty until the messages are there.
 */
export function renderPage({ title, page, later }: RenderedPage): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('The document has no #root.');
  const language = currentLanguage();
  applyLanguage(language);
  loadCatalogue(language)
    .then((messages) => {
      createRoot(root).render(
        <StrictMode>
          <LanguageProvider first={{ language, messages }}>
            <DocumentTitle id={title} />
            {page}
          </LanguageProvider>
        </StrictMode>,
      );
      void finish(later);
    })
    .catch(() => {
      root.textContent = 'The page can’t be loaded. Check your connection and reload it.';
    });
}

/** Keeps the page for a time without a connection, once it is complete. */
async function finish(later: RenderedPage['later']): Promise<void> {
  await untilLoaded();
  try {
    await later?.();
    keepShell();
  } catch {
    // The page downloads it again when it needs it, and keeps itself at the next visit.
  }
}

function untilLoaded(): Promise<void> {
  return new Promise((resolve) => {
    if (document.readyState === 'complete') resolve();
    else addEventListener('load', () => resolve(), { once: true });
  });
}
