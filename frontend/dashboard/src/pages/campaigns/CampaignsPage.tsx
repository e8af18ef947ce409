import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../components/PageTitle';

export function CampaignsPage() {
  const { t } = useTranslation('campaigns');
  return <PageTitle title={t('title')} />;
}
