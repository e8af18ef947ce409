import { Button, Checkbox, Group, MultiSelect, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { eventTypesQuery } from '../../../api/event_types';
import { useSeesPeople, useSession } from '../../../api/session';
import { TroubleNote } from '../../../components/TroubleNote';
import { useLabel } from '../../../format/useLabel';
import { SOURCES, type FilterName } from './filters';
import { useDraft } from './useDraft';

type Props = { close: () => void; focusOn: FilterName | 'times' };
type TextName = 'error_code' | 'q_email' | 'trace_id' | 'tenant_id' | 'campaign_id';

/** Every parameter of the feed; Enter applies them all at once. */
export function FilterForm({ close, focusOn }: Props) {
  const { t } = useTranslation('events');
  const { t: everywhere } = useTranslation();
  const { timezone } = useSession();
  const seesPeople = useSeesPeople();
  const { draft, set, problems, trouble, pending, apply } = useDraft(close);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    void apply();
  };
  const begins = (name: Props['focusOn']) => (name === focusOn ? { 'data-autofocus': true } : {});
  const said = (name: keyof typeof problems) => {
    const problem = problems[name];
    return problem ? t(`problem.${problem}`) : null;
  };
  const field = (name: TextName) => ({
    label: t(`filter.${name}`),
    value: draft[name],
    error: said(name),
    autoComplete: 'off',
    spellCheck: false,
    size: 'xs',
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => set({ [name]: currentTarget.value }),
    ...begins(name),
  });
  const time = (name: 'from' | 'to') => ({
    label: t(`filter.${name}`),
    type: 'datetime-local',
    step: 1,
    value: draft[name],
    error: said(name),
    size: 'xs',
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => set({ [name]: currentTarget.value }),
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Types value={draft.type} onChange={(type) => set({ type })} begins={begins('type')} />
        <Checkbox.Group
          label={t('filter.success')}
          size="xs"
          value={draft.success}
          onChange={(success) => set({ success })}
        >
          <Group gap="md" mt={4}>
            <Checkbox size="xs" value="true" label={everywhere('outcome.success')} {...begins('success')} />
            <Checkbox size="xs" value="false" label={everywhere('outcome.failure')} />
            <Checkbox size="xs" value="null" label={everywhere('outcome.none')} />
          </Group>
        </Checkbox.Group>
        {seesPeople && (
          <TextInput {...field('q_email')} description={t('filter.emailHelp')} inputWrapperOrder={ORDER} />
        )}
        <SimpleGrid cols={2} spacing="sm" verticalSpacing="xs">
          {seesPeople && <TextInput {...field('trace_id')} placeholder={TRACE_EXAMPLE} />}
          {seesPeople && <TextInput {...field('tenant_id')} />}
          <TextInput {...field('error_code')} />
          <Select
            label={t('filter.source')}
            size="xs"
            data={SOURCES}
            value={draft.source}
            onChange={(source) => set({ source })}
            clearable
            clearButtonProps={{ 'aria-label': t('filter.clearOne', { what: t('filter.source') }) }}
            {...CHOICE}
            {...begins('source')}
          />
          <TextInput {...field('campaign_id')} />
        </SimpleGrid>
        <div>
          <Text size="xs" c="dimmed" mb={4}>
            {t('filter.timesHelp', { timezone })}
          </Text>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs">
            <TextInput {...time('from')} {...begins('times')} />
            <TextInput {...time('to')} />
          </SimpleGrid>
        </div>
        {trouble !== null && <TroubleNote error={trouble} />}
        <Group justify="flex-end" gap="xs">
          <Button size="xs" variant="default" onClick={close}>
            {t('filter.cancel')}
          </Button>
          <Button size="xs" type="submit" loading={pending}>
            {t('filter.apply')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const ORDER = ['label', 'input', 'error', 'description'] as const satisfies string[];
const TRACE_EXAMPLE = 'trace_…';
/** Inside of the form, which a click outside of it closes; what scrolls is the list itself, as its keys expect. */
const CHOICE = {
  comboboxProps: { withinPortal: false },
  openOnFocus: false,
  withScrollArea: false,
  styles: { options: { maxHeight: 220, overflowY: 'auto' } },
} as const;

type TypesProps = { value: string[]; onChange: (types: string[]) => void; begins: Record<string, unknown> };

/** By stage, under the names that the dictionary gives them; one that it does not know stays, so that it can be removed. */
function Types({ value, onChange, begins }: TypesProps) {
  const { t } = useTranslation('events');
  const { t: everywhere } = useTranslation();
  const label = useLabel();
  const types = useQuery(eventTypesQuery).data?.items ?? [];
  const stages = [...new Set(types.map(({ stage }) => stage))];
  const known = stages.map((stage) => ({
    group: everywhere(`stage.${stage}`),
    items: types
      .filter((type) => type.stage === stage)
      .map((type) => ({ value: type.event_type, label: label(type.label) })),
  }));
  const unknown = value.filter((name) => !types.some(({ event_type }) => event_type === name));
  return (
    <MultiSelect
      label={t('filter.type')}
      placeholder={value.length === 0 ? t('filter.anyType') : ''}
      size="xs"
      data={[...known, ...unknown]}
      value={value}
      onChange={onChange}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('filter.clearOne', { what: t('filter.type') }) }}
      hidePickedOptions
      {...CHOICE}
      nothingFoundMessage={t('filter.noType')}
      {...begins}
    />
  );
}
