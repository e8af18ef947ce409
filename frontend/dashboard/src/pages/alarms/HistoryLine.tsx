import { Box, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../format/useFormats';
import classes from './alarms.module.css';
import { onLine, timeOn, type Period } from './history';

/** 90 days from left to right: a thin line while all was well, a full bar while it was on, nothing where nobody knew. */
export function HistoryLine({ periods, now }: { periods: readonly Period[]; now: Date }) {
  const { t } = useTranslation('alarms');
  const formats = useFormats();
  const { times, ms } = timeOn(periods);
  const summary =
    times === 0 ? t('history.neverOn') : t('history.timesOn', { count: times, duration: formats.duration(ms) });
  return (
    <div>
      <Text size="sm" mb={4}>
        {summary}
      </Text>
      <Box className={classes.line} aria-hidden>
        {periods.map((period) => {
          const place = onLine(period, now);
          if (place === null) return null;
          const style = { left: `${place.start * 100}%`, width: `${(place.end - place.start) * 100}%` };
          return <span key={period.at} data-state={period.state} style={style} />;
        })}
      </Box>
      <Group justify="space-between" aria-hidden>
        <Text size="xs" c="dimmed">
          {t('history.start')}
        </Text>
        <Text size="xs" c="dimmed">
          {t('history.end')}
        </Text>
      </Group>
    </div>
  );
}
