import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../components/PageTitle';

export function EventsPage() {
  const { t } = useTranslation('events');
  return <PageTitle title={t('title')} />;
}
