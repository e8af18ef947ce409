import { Button, Group, Kbd, Popover, type PopoverProps } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSeesPeople } from '../../../api/session';
import { useShortcuts } from '../../../shortcuts/useShortcuts';
import { isDay } from '../../../time/reporting_day';
import { useEventsSearch } from '../useEventsSearch';
import classes from './FilterBar.module.css';
import { FilterChip } from './FilterChip';
import { FilterForm } from './FilterForm';
import { filtersOf, isAboutPeople, type FilterName } from './filters';
import { useFilterText } from './useFilterText';

/** However low the window is, what applies the filters can be reached. */
const WITHIN_SIGHT: NonNullable<PopoverProps['middlewares']> = {
  flip: false,
  shift: true,
  size: {
    padding: 8,
    apply: ({ availableHeight, elements }) => {
      elements.floating.style.maxHeight = `${availableHeight}px`;
    },
  },
};

type Place = FilterName | 'times';

/** What the events are narrowed to, each part removable, and the form that narrows them. */
export function FilterBar() {
  const { t } = useTranslation('events');
  const { search, change } = useEventsSearch();
  const seesPeople = useSeesPeople();
  const textOf = useFilterText();
  const [openAt, setOpenAt] = useState<Place | null>(null);
  useShortcuts([{ keys: 'f', label: t('keys.filter'), group: 'page', run: () => setOpenAt('type') }]);
  const shown = filtersOf(search).filter((name) => seesPeople || !isAboutPeople(name));
  const { from, to } = search;
  const close = () => setOpenAt(null);
  const clear = () => change(Object.fromEntries([...shown, 'event'].map((name) => [name, undefined])));
  return (
    <Group gap={6}>
      <Popover
        opened={openAt !== null}
        onDismiss={close}
        position="bottom-start"
        width={440}
        middlewares={WITHIN_SIGHT}
        trapFocus
        returnFocus
        closeOnEscape
      >
        <Popover.Target>
          <Button
            size="xs"
            h={28}
            variant="default"
            leftSection={<IconFilter size={14} aria-hidden />}
            rightSection={
              <Kbd size="xs" aria-hidden visibleFrom="sm">
                {'f'}
              </Kbd>
            }
            aria-keyshortcuts="f"
            onClick={() => setOpenAt(openAt === null ? 'type' : null)}
          >
            {t('filter.label')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown maw="calc(100vw - 24px)" className={classes.form} aria-label={t('filter.label')}>
          {openAt !== null && <FilterForm close={close} focusOn={openAt} />}
        </Popover.Dropdown>
      </Popover>
      {from && to && !isDay(from) && (
        <FilterChip
          name={t('filter.times')}
          value={textOf.times(from, to)}
          edit={() => setOpenAt('times')}
          remove={() => change({ ...textOf.daysAround(from, to), event: undefined })}
        />
      )}
      {shown.map((name) => (
        <FilterChip
          key={name}
          name={t(`filter.${name}`)}
          value={textOf.filter(name, search)}
          edit={() => setOpenAt(name)}
          remove={() => change({ [name]: undefined, event: undefined })}
        />
      ))}
      {shown.length > 1 && (
        <Button size="compact-xs" variant="subtle" color="gray" onClick={clear}>
          {t('filter.clear')}
        </Button>
      )}
    </Group>
  );
}
