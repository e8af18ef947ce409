import { Group, Stack, Text } from '@mantine/core';
import { DatePicker, DatesProvider } from '@mantine/dates';
import 'dayjs/locale/ko';
import '@mantine/dates/styles.css';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_DAYS, type DayRange } from '../time/range';
import { addDays } from '../time/reporting_day';
import classes from './DayCalendar.module.css';

type Props = { range: DayRange; today: string; onChange: (range: DayRange) => void };

/** Two clicks choose a range, the same day twice chooses it alone. */
export default function DayCalendar({ range, today, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const [chosen, setChosen] = useState<[string | null, string | null]>([range.from, range.to]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // arrow keys then walk the days at once
    box.current?.querySelector<HTMLElement>('table [tabindex="0"]')?.focus();
  }, []);
  const [first, last] = chosen;
  const open = first !== null && last === null;
  const choose = (value: [string | null, string | null]) => {
    setChosen(value);
    const [from, to] = value;
    if (from && to) onChange({ from, to });
  };
  return (
    <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: i18n.language === 'ko' ? 0 : 1 }}>
      <Stack gap="xs" ref={box}>
        <DatePicker
          type="range"
          allowSingleDateInRange
          value={chosen}
          onChange={choose}
          classNames={{ day: classes.day ?? '' }}
          defaultDate={range.to}
          maxDate={open ? earlier(addDays(first, MOST_DAYS - 1), today) : today}
          {...(open ? { minDate: addDays(first, 1 - MOST_DAYS) } : {})}
          ariaLabels={{ nextMonth: t('range.nextMonth'), previousMonth: t('range.previousMonth') }}
        />
        <Group justify="center">
          <Text size="xs" c="dimmed">
            {t('range.most', { count: MOST_DAYS })}
          </Text>
        </Group>
      </Stack>
    </DatesProvider>
  );
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}
