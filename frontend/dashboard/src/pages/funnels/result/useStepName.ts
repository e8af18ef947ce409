import { useTranslation } from 'react-i18next';
import { useEventTypeLabel } from '../../../api/event_types';
import type { Answered } from '../queries';

/** What a step of an answer is called. In any order the k-th is not one event: it is that any k of them came. */
export function useStepName({
  asked,
}: Pick<Answered, 'asked'>): (step: { event_type: string }, place: number) => string {
  const { t } = useTranslation('funnels');
  const labelOf = useEventTypeLabel();
  const all = asked.steps.length;
  return ({ event_type: type }, place) =>
    asked.order === 'any' ? t('result.anyOf', { count: place + 1, all }) : labelOf(type);
}
