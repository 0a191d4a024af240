import { useIntl } from 'react-intl';
import { useCommand } from '../problem/use-command.js';
import { useLanguage } from './language-context.js';
import { LANGUAGES, isLanguage } from './languages.js';

/** The menu of languages. Each one is called as its own speakers call it. */
export function LanguageMenu() {
  const intl = useIntl();
  const { language, choose } = useLanguage();
  const { isBusy, run } = useCommand();
  return (
    <select
      className="language"
      aria-label={intl.formatMessage({ id: 'language.menu' })}
      value={language}
      disabled={isBusy}
      onChange={({ target: { value } }) => {
        if (isLanguage(value)) run(() => choose(value));
      }}
    >
      {Object.entries(LANGUAGES).map(([tag, { name }]) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </select>
  );
}
