import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../components/PageTitle';

export function TracePage() {
  const { t } = useTranslation('trace');
  return <PageTitle title={t('title')} />;
}
