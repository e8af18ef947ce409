import { ActionIcon, Button, Group, Menu, Popover, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { IconCalendar, IconChevronDown, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session';
import { useFormats } from '../format/useFormats';
import { useShortcuts } from '../shortcuts/useShortcuts';
import { nextRange, presetOf, PRESETS, previousRange, rangeOf, type DayRange, type Preset } from '../time/range';
import { useToday } from '../time/useToday';

const DayCalendar = lazy(() => import('./DayCalendar'));
const IN_REACH: readonly Preset[] = ['today', 'yesterday', 'last7', 'last28', 'thisMonth'];

const WITHOUT_PAPER = { bg: 'transparent' };

type Props = { range: DayRange; onChange: (range: DayRange) => void };

/** Presets, a calendar for anything else, a step back and forth, and the timezone that the days belong to. */
export function RangePicker({ range, onChange }: Props) {
  const { t } = useTranslation();
  const { timezone } = useSession();
  const today = useToday();
  const preset = presetOf(range, today);
  const choose = (chosen: Preset) => onChange(rangeOf(chosen, today));
  useShortcuts([
    { keys: 'd', label: t('range.today'), group: 'page', run: () => choose('today') },
    { keys: 'y', label: t('range.yesterday'), group: 'page', run: () => choose('yesterday') },
    { keys: 'w', label: t('range.last7'), group: 'page', run: () => choose('last7') },
    { keys: 'm', label: t('range.thisMonth'), group: 'page', run: () => choose('thisMonth') },
  ]);
  return (
    <Group gap="xs" role="group" aria-label={t('range.label')}>
      <SegmentedControl
        visibleFrom="md"
        size="xs"
        aria-label={t('range.label')}
        value={preset ?? ''}
        onChange={(value) => choose(value as Preset)}
        data={IN_REACH.map((value) => ({ value, label: t(`range.${value}`) }))}
      />
      <PresetMenu preset={preset} choose={choose} />
      <Group gap={2} wrap="nowrap">
        <Step to={previousRange(range)} back onChange={onChange} />
        <OtherDays range={range} onChange={onChange} today={today} />
        <Step to={nextRange(range, today)} onChange={onChange} />
      </Group>
      <Text size="xs" c="dimmed" title={t('range.timezone')}>
        {timezone}
      </Text>
    </Group>
  );
}

/** Where there is no room for all presets side by side. */
function PresetMenu({ preset, choose }: { preset: Preset | null; choose: (preset: Preset) => void }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button hiddenFrom="md" size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
          {preset ? t(`range.${preset}`) : t('range.custom')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {PRESETS.map((value) => (
          <Menu.Item key={value} onClick={() => choose(value)}>
            {t(`range.${value}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** As many days before or after; `to`: null where there are none yet. */
function Step({ to, back = false, onChange }: { to: DayRange | null; back?: boolean; onChange: Props['onChange'] }) {
  const { t } = useTranslation();
  const label = t(back ? 'range.before' : 'range.after');
  const go = () => {
    if (to) onChange(to);
  };
  useShortcuts([{ keys: back ? '[' : ']', label, group: 'page', run: go }]);
  return (
    <ActionIcon
      size={30}
      variant="subtle"
      color="gray"
      aria-label={label}
      disabled={!to}
      onClick={go}
      {...(to ? {} : WITHOUT_PAPER)}
    >
      {back ? <IconChevronLeft size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
    </ActionIcon>
  );
}

function OtherDays({ range, onChange, today }: Props & { today: string }) {
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} trapFocus returnFocus position="bottom-end">
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconCalendar size={14} aria-hidden />}
          onClick={() => setOpen(!open)}
        >
          {formats.days(range)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense fallback={<Skeleton w={280} h={300} />}>
          <DayCalendar
            range={range}
            today={today}
            onChange={(chosen) => {
              setOpen(false);
              onChange(chosen);
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
