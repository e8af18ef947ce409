import { Box, Group, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSeesPeople } from '../../../api/session';
import type { RowProps } from '../../../components/useListKeys';
import { PageLink } from '../../../components/PageLink';
import { useFormats } from '../../../format/useFormats';
import { present } from '../search';
import { isUntrackedReason, useReasonName } from '../../../reasons/untracked_reasons';
import { useCampaignsSearch } from '../useCampaignsSearch';
import classes from './Reason.module.css';

type Props = { reason: string; count: number; untracked: number; rowProps: RowProps | undefined };

/** One reason: how often, what it means, what to do; its count leads to exactly those registrations. */
export function Reason({ reason, count, untracked, rowProps }: Props) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const name = useReasonName()(reason);
  const { search } = useCampaignsSearch();
  const { from, to, campaign_id } = search;
  const known = isUntrackedReason(reason);
  return (
    <Box component="li" className={classes.reason} data-reason={reason} {...rowProps}>
      <Group justify="space-between" wrap="nowrap" align="baseline" gap="sm">
        <Text fw={600} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {name}
          {known && (
            <Text span size="xs" c="dimmed" ff="monospace" ml={8} fw={400}>
              {reason}
            </Text>
          )}
        </Text>
        <Text size="sm" style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
          <PageLink
            to="/campaigns"
            search={present({ from, to, campaign_id, tab: 'registrations', success: 'false', error_code: reason })}
            inherit
          >
            {formats.integer(count)}
            <VisuallyHidden> {t('reasons.show', { count, reason: name })}</VisuallyHidden>
          </PageLink>{' '}
          <Text span inherit c="dimmed" className={classes.share}>
            {untracked > 0 && formats.percent(count / untracked)}
          </Text>
        </Text>
      </Group>
      <Text size="sm">{known ? t(`reason.${reason}.meaning`, { ns: 'common' }) : t('reasons.foreign')}</Text>
      {known && (
        <Text size="sm" c="dimmed">
          <Text span inherit fw={600}>
            {t('reasons.todo')}
          </Text>{' '}
          {t(`advice.${reason}`)} {reason === 'cookie_window_exceeded' && <AskWhatIf />}
        </Text>
      )}
    </Box>
  );
}

function AskWhatIf() {
  const { t } = useTranslation('campaigns');
  const seesPeople = useSeesPeople();
  const { from, to } = useCampaignsSearch().search;
  if (!seesPeople) return null;
  return (
    <PageLink to="/campaigns" search={present({ from, to, tab: 'what-if' })} inherit>
      {t('reasons.whatIf')}
    </PageLink>
  );
}
