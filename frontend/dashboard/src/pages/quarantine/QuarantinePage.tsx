import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../components/PageTitle';

export function QuarantinePage() {
  const { t } = useTranslation('quarantine');
  return <PageTitle title={t('title')} />;
}
