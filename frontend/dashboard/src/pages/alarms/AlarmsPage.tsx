import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../components/PageTitle';

export function AlarmsPage() {
  const { t } = useTranslation('alarms');
  return <PageTitle title={t('title')} />;
}
