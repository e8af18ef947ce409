import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EmptyNote } from '../../../components/EmptyNote';
import { PageLink } from '../../../components/PageLink';
import { daysIn } from '../../../time/reporting_day';
import { rangeOf } from '../../../time/range';
import { readEventsSearch } from '../../events/search';
import type { Answered } from '../queries';
import type { FunnelView } from '../useFunnel';

type Props = { view: FunnelView; answered: Answered };

/** Nobody reached the first step: other days, or whether such events come at all. */
export function NobodyBegan({ view: { change, today }, answered: { asked, report } }: Props) {
  const { t } = useTranslation('funnels');
  const { from, to, days } = report.range;
  const wide = rangeOf('last28', today);
  const isWide = to >= wide.to && days >= daysIn(wide.from, wide.to);
  const types = asked.order === 'any' ? asked.steps : asked.steps.slice(0, 1);
  return (
    <EmptyNote
      title={t(asked.order === 'any' ? 'empty.titleAny' : 'empty.title')}
      help={t(report.as_of === null ? 'empty.notCounted' : 'empty.help')}
    >
      <Group gap="md" justify="center" mt="xs">
        {!isWide && (
          <Button size="xs" variant="light" onClick={() => change(wide)}>
            {t('empty.wide')}
          </Button>
        )}
        <PageLink to="/events" search={readEventsSearch({ from, to, type: types })}>
          {t('empty.events')}
        </PageLink>
      </Group>
    </EmptyNote>
  );
}
