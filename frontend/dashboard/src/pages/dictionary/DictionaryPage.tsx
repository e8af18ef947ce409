import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../components/PageTitle';

export function DictionaryPage() {
  const { t } = useTranslation('dictionary');
  return <PageTitle title={t('title')} />;
}
