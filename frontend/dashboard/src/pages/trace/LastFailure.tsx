import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useEventTypeLabel } from '../../api/event_types';
import { useSession } from '../../api/session';
import { PageLink } from '../../components/PageLink';
import { dayOf } from '../../time/reporting_day';
import type { Timeline } from './queries';

/** What failed last, and the way to whoever failed in the same way on that day. */
export function LastFailure({ timeline }: { timeline: Timeline }) {
  const { t } = useTranslation('trace');
  const labelOf = useEventTypeLabel();
  const { timezone } = useSession();
  const failure = timeline.events.findLast((event) => event.success === false);
  if (!failure) return null;
  const day = dayOf(new Date(failure.ts), timezone);
  const alike = failure.error_code ? { error_code: failure.error_code } : {};
  return (
    <Group gap="0 8px">
      <Text size="sm" span miw={0} style={{ overflowWrap: 'anywhere' }}>
        {labelOf(failure.event_type)}
        {failure.error_code && (
          <Text span inherit ff="monospace" c="var(--tf-bad)">
            {` ${failure.error_code}`}
          </Text>
        )}
      </Text>
      <PageLink to="/events" search={{ type: [failure.event_type], success: 'false', ...alike, from: day, to: day }}>
        {t('summary.alike')}
      </PageLink>
    </Group>
  );
}
