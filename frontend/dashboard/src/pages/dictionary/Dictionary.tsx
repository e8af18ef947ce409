import { Kbd, Stack, Text, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventType } from '../../api/event_types';
import { EmptyNote } from '../../components/EmptyNote';
import { useListKeys } from '../../components/useListKeys';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import { readEventsSearch } from '../events/search';
import { byStage, matching } from './entries';
import { StagePanel } from './StagePanel';
import { useWhen } from './useWhen';

export function Dictionary({ types }: { types: readonly EventType[] }) {
  const { t } = useTranslation('dictionary');
  const navigate = useNavigate();
  const whenOf = useWhen();
  const box = useRef<HTMLInputElement>(null);
  const { q = '' } = useSearch({ from: '/shell/dictionary' });
  const found = matching(types, q, whenOf);
  const filter = (text: string) => void navigate({ to: '/dictionary', search: text ? { q: text } : {}, replace: true });
  const openEvents = (index: number) => {
    const type = found[index];
    if (type) void navigate({ to: '/events', search: readEventsSearch({ type: type.event_type }) });
  };
  const list = useListKeys({ count: found.length, open: openEvents });
  useShortcuts([{ keys: 'f', label: t('filter'), group: 'page', run: () => box.current?.focus() }]);
  const inBox = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') {
      filter('');
      box.current?.blur();
    }
    if (event.key === 'Enter') box.current?.blur(); // so that the keys walk what was found
  };
  return (
    <Stack gap="md">
      <TextInput
        ref={box}
        maw={360}
        value={q}
        onChange={(event) => filter(event.currentTarget.value)}
        onKeyDown={inBox}
        aria-label={t('filter')}
        placeholder={t('placeholder')}
        leftSection={<IconFilter size={16} aria-hidden />}
        rightSection={<Kbd size="xs">f</Kbd>}
        rightSectionPointerEvents="none"
      />
      <Text size="sm" c="dimmed" role="status">
        {t('found', { count: found.length, all: types.length })}
      </Text>
      {found.length === 0 && <EmptyNote title={t('none.title')} help={t('none.help')} />}
      {byStage(found).map((group) => (
        <StagePanel
          key={group.stage}
          stage={group.stage}
          types={group.types}
          rowProps={(type) => list.rowProps(found.indexOf(type))}
        />
      ))}
    </Stack>
  );
}
