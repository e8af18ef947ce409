import { Button, Code, Group, Skeleton, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ExternalLink } from '../../components/ExternalLink';
import { useMayWrite } from '../../api/session';
import { CopyText } from '../../components/CopyText';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import { ActiveBadge } from './ActiveBadge';
import { CampaignForm } from './forms/CampaignForm';
import type { Campaign } from './queries';

type Props = {
  campaignId: string;
  /** Null where nobody made it, or it is not known yet. */
  campaign: Campaign | null;
  known: boolean;
};

/** Below the name: id, whether it takes new links, where its links lead. */
export function CampaignFacts({ campaignId, campaign, known }: Props) {
  const { t } = useTranslation('campaigns');
  const mayWrite = useMayWrite();
  return (
    <Group gap="md" mb="md" mih={{ base: 70, sm: 30 }} mt={-8}>
      <Group gap={2} wrap="nowrap" miw={0}>
        <Code style={{ overflowWrap: 'anywhere', minWidth: 0 }}>{campaignId}</Code>
        <CopyText text={campaignId} what={t('form.campaign_id')} />
      </Group>
      {!known && <Skeleton w={260} h={18} />}
      {campaign && (
        <>
          <ActiveBadge active={campaign.active} />
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {t('leadsTo')} <ExternalLink to={campaign.default_url}>{campaign.default_url}</ExternalLink>
          </Text>
        </>
      )}
      {known && !campaign && (
        <Text size="sm" c="dimmed">
          {t('notRegistered.help')}
        </Text>
      )}
      {known && mayWrite && <ChangeCampaign campaignId={campaignId} campaign={campaign} />}
    </Group>
  );
}

/** One that only events name can be made under the id they name. */
function ChangeCampaign({ campaignId, campaign }: Omit<Props, 'known'>): ReactNode {
  const { t } = useTranslation('campaigns');
  const [opened, { open, close }] = useDisclosure(false);
  const label = t(campaign ? 'editCampaign' : 'notRegistered.make');
  const Icon = campaign ? IconPencil : IconPlus;
  useShortcuts([{ keys: 'p', label, group: 'page', run: open }]);
  return (
    <>
      <Button size="compact-sm" variant="default" leftSection={<Icon size={14} aria-hidden />} onClick={open}>
        {label}
      </Button>
      <CampaignForm opened={opened} close={close} {...(campaign ? { campaign } : { campaignId })} />
    </>
  );
}
