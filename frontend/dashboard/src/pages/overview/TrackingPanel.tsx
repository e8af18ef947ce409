import { Anchor, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyNote } from '../../components/EmptyNote';
import { Panel } from '../../components/Panel';
import { useFormats } from '../../format/useFormats';
import { useReasonName } from '../../reasons/untracked_reasons';
import { CountTable } from './CountTable';
import { feedOfReason, feedOfRegistrations, type FeedLink } from './feed_links';
import type { Summary } from './summary';

/** How many registrations are tracked, and why the others are not; the campaigns have the rest. */
export function TrackingPanel({ summary }: { summary: Summary }) {
  const { t } = useTranslation('overview');
  const reasonName = useReasonName();
  const { range, tracking_metadata: tracking } = summary;
  const { tracked_count: tracked, untracked_count: untracked } = tracking;
  const rows = tracking.untracked_reason_top.map(({ reason, count }) => {
    const feed = feedOfReason(reason, range);
    return { id: reason, label: feed ? reasonName(reason) : t('errors.other'), count, feed };
  });
  return (
    <Panel
      title={t('tracking.title')}
      note={t('tracking.note')}
      actions={
        <Anchor
          size="sm"
          renderRoot={(props: object) => (
            <Link to="/campaigns" search={{ from: range.from, to: range.to }} {...props} />
          )}
        >
          {t('tracking.campaigns')}
        </Anchor>
      }
    >
      {tracked + untracked === 0 ? (
        <EmptyNote title={t('tracking.none')} help={t('tracking.noneHelp')} />
      ) : (
        <>
          <Group gap="xl" mb="xs">
            <Total label={t('tracking.tracked')} count={tracked} feed={feedOfRegistrations(true, range)} />
            <Total label={t('tracking.untracked')} count={untracked} feed={feedOfRegistrations(false, range)} />
          </Group>
          {rows.length > 0 && <CountTable title={t('tracking.reasons')} named={t('tracking.reason')} rows={rows} />}
        </>
      )}
    </Panel>
  );
}

function Total({ label, count, feed }: { label: string; count: number; feed: FeedLink }) {
  const formats = useFormats();
  return (
    <Text size="sm" component="span">
      <Anchor inherit renderRoot={(props: object) => <Link to="/events" search={feed} {...props} />}>
        {label}
      </Anchor>{' '}
      <Text span inherit fw={650} className="tf-steady">
        {formats.integer(count)}
      </Text>
    </Text>
  );
}
