import { Box, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './alarms.module.css';
import { BAD_SIDES, hasThreshold, isBad, onScale, turning, undecided } from './judged';
import type { Alarm } from './queries';
import { useMeasure } from './useMeasure';

/** What was measured last, and from where on it is bad: in words, and on a scale for the eye. */
export function AgainstThreshold({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation('alarms');
  const measure = useMeasure();
  const change = turning(alarm);
  const why = undecided(alarm);
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs" align="baseline">
        <Text size="sm" fw={600}>
          {measure.sentence(alarm, alarm.value)}
        </Text>
        {hasThreshold(alarm) && (
          <Text size="xs" c="dimmed">
            {t(`threshold.${BAD_SIDES[alarm.id]}`, { threshold: measure.amount(alarm, alarm.threshold) })}
          </Text>
        )}
      </Group>
      <Scale alarm={alarm} />
      {change && <Text size="xs">{t(`turning.${change}`)}</Text>}
      {why && (
        <Text size="xs" c="dimmed">
          {t(`undecided.${why}`)}
        </Text>
      )}
    </Stack>
  );
}

/** Decoration: the words beside it say the same. */
function Scale({ alarm }: { alarm: Alarm }) {
  const scale = onScale(alarm, alarm.unit);
  const side = alarm.state === 'no_data' ? 'unknown' : isBad(alarm) ? 'bad' : 'good';
  return (
    <Box className={classes.scale} aria-hidden data-side={side}>
      {scale && <span className={classes.value} style={{ width: percent(scale.value) }} />}
      {scale && <span className={classes.threshold} style={{ left: percent(scale.threshold) }} />}
    </Box>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
