import { useTranslation } from 'react-i18next';
import type { EventType } from '../../api/event_types';

/** When such an event is sent, in the reader's language; in the API's English words where a type is newer than the page. */
export function useWhen(): (type: EventType) => string {
  const { t, i18n } = useTranslation('dictionary');
  return ({ event_type: name, when }) => (i18n.exists(`when.${name}`, { ns: 'dictionary' }) ? t(`when.${name}`) : when);
}
