import { Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyNote } from '../../../components/EmptyNote';
import { Panel } from '../../../components/Panel';
import { useListKeys, type RowProps } from '../../../components/useListKeys';
import type { TrackingMetadata } from '../queries';
import { present } from '../search';
import { useCampaignsSearch } from '../useCampaignsSearch';
import { Reason } from './Reason';

type Props = { tracking: TrackingMetadata; rowProps?: (index: number) => RowProps };

/** Why registrations are untracked, the most frequent reason first: what each means, and what to do about it. */
export function Reasons({ tracking, rowProps }: Props) {
  const { t } = useTranslation('campaigns');
  const { untracked_reason_top: reasons, untracked_count: untracked, tracked_count: tracked } = tracking;
  return (
    <Panel title={t('reasons.title')} note={t('reasons.note')}>
      {reasons.length === 0 ? (
        <EmptyNote
          title={t(untracked > 0 ? 'reasons.unnamed' : tracked > 0 ? 'reasons.none' : 'reasons.nothing')}
          help={t('reasons.emptyHelp')}
        />
      ) : (
        <Stack gap={0} component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label={t('reasons.title')}>
          {reasons.map(({ reason, count }, index) => (
            <Reason key={reason} reason={reason} count={count} untracked={untracked} rowProps={rowProps?.(index)} />
          ))}
        </Stack>
      )}
    </Panel>
  );
}

/** Where no other list of the view has the keys. */
export function ReasonsWithKeys({ tracking, campaignId }: { tracking: TrackingMetadata; campaignId: string }) {
  const { search } = useCampaignsSearch();
  const navigate = useNavigate();
  const reasons = tracking.untracked_reason_top;
  const open = (index: number) => {
    const reason = reasons[index]?.reason;
    const { from, to } = search;
    void navigate({
      to: '/campaigns',
      search: present({
        from,
        to,
        campaign_id: campaignId,
        tab: 'registrations',
        success: 'false',
        error_code: reason,
      }),
    });
  };
  const { rowProps } = useListKeys({ count: reasons.length, open });
  return <Reasons tracking={tracking} rowProps={rowProps} />;
}
