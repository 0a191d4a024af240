import { FormattedMessage, useIntl } from 'react-intl';
import type { Intl } from '../../language/intl.js';
import type { PhoneView } from '../phone/phone-view.js';
import type { StepKnowledge } from '../ledger/trip-steps.js';
import { formatLatency } from './latency.js';

/** The steps of the ride, each with the time after which the phone knew of it. */
export function PhoneSteps({ steps }: Pick<PhoneView, 'steps'>) {
  const intl = useIntl();
  return (
    <ol className="steps figures">
      {steps.map(({ step, knowledge }) => (
        <li key={step} data-knowledge={knowledge.kind}>
          <span>
            <FormattedMessage id={`race.step.${step}`} />
          </span>
          <span>{knowledgeWords(knowledge, intl)}</span>
        </li>
      ))}
    </ol>
  );
}

function knowledgeWords(knowledge: StepKnowledge, intl: Intl): string {
  switch (knowledge.kind) {
    case 'ahead':
      return '–';
    case 'seen':
      return formatLatency(knowledge.latencyMs, intl);
    case 'found':
      return intl.formatMessage({ id: 'race.step-found' });
    case 'skipped':
      return intl.formatMessage({ id: 'race.step-skipped' });
  }
}
