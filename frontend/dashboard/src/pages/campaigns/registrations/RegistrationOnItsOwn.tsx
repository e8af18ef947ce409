import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../components/Panel';
import { useCampaignsSearch } from '../useCampaignsSearch';
import { EvidenceOf } from './EvidenceOf';

/** One that the URL names and the list does not show: it is older than what is loaded, or filtered out. */
export function RegistrationOnItsOwn({ registrationId }: { registrationId: string }) {
  const { t } = useTranslation('campaigns');
  const { change } = useCampaignsSearch();
  const close = () => change({ registration_id: undefined }, { replace: true });
  return (
    <Panel
      title={t('registrations.one')}
      note={registrationId}
      actions={<CloseButton aria-label={t('close', { ns: 'common' })} onClick={close} />}
    >
      <EvidenceOf registrationId={registrationId} />
    </Panel>
  );
}
