import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMayWrite } from '../../api/session';
import { PageTitle } from '../../components/PageTitle';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import { CampaignTabs } from './CampaignTabs';
import { CampaignForm } from './forms/CampaignForm';
import { LinksTab } from './links/LinksTab';
import { RegistrationsTab } from './registrations/RegistrationsTab';
import { AllSummary } from './summary/AllSummary';
import { WhatIfTab } from './what-if/WhatIfTab';

export function AllCampaigns() {
  const { t } = useTranslation('campaigns');
  const mayWrite = useMayWrite();
  return (
    <>
      <PageTitle title={t('title')}>{mayWrite && <NewCampaign />}</PageTitle>
      <CampaignTabs
        views={[
          { tab: 'summary', show: () => <AllSummary /> },
          { tab: 'registrations', show: () => <RegistrationsTab /> },
          { tab: 'links', show: () => <LinksTab /> },
          { tab: 'what-if', show: () => <WhatIfTab /> },
        ]}
      />
    </>
  );
}

function NewCampaign() {
  const { t } = useTranslation('campaigns');
  const [opened, { open, close }] = useDisclosure(false);
  useShortcuts([{ keys: 'n', label: t('newCampaign'), group: 'page', run: open }]);
  return (
    <>
      <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={open}>
        {t('newCampaign')}
      </Button>
      <CampaignForm opened={opened} close={close} />
    </>
  );
}
