import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TroubleNote } from '../../../components/TroubleNote';
import { useEventsSearch } from '../useEventsSearch';
import type { Removable } from './refused';

/** The service cannot make sense of a filter: its own words, and the way on without it. */
export function RefusedFilters({ error, names }: { error: unknown; names: readonly Removable[] }) {
  const { t } = useTranslation('events');
  const { change } = useEventsSearch();
  const ofRange = names.some((name) => name === 'from' || name === 'to');
  const what = names.map((name) => (name === 'from' || name === 'to' ? t('filter.range') : t(`filter.${name}`)));
  const remove = () => {
    const gone = ofRange ? [...names, 'from', 'to'] : names;
    change(Object.fromEntries(gone.map((name) => [name, undefined])));
  };
  return (
    <div>
      <TroubleNote error={error} />
      <Group mt="sm">
        <Button size="xs" onClick={remove}>
          {t('filter.removeNamed', { what: [...new Set(what)].join(', ') })}
        </Button>
      </Group>
    </div>
  );
}
