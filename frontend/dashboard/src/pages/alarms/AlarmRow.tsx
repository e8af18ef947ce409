import { Button, Code, Group, Paper, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Time } from '../../components/Time';
import type { RowProps } from '../../components/useListKeys';
import { AgainstThreshold } from './AgainstThreshold';
import classes from './alarms.module.css';
import { AlarmHistory } from './AlarmHistory';
import { BehindLink } from './BehindLink';
import { CauseText } from './CauseText';
import { Lasting } from './Lasting';
import type { Alarm } from './queries';
import { StateSign } from './StateSign';

type Props = {
  alarm: Alarm;
  rowProps: RowProps;
  select: () => void;
  isOpen: boolean;
  toggleHistory: () => void;
};

export function rowId(alarmId: string): string {
  return `alarm-${alarmId}`;
}

/** One alarm: what it means, how it stands, what to do first, and the ways on. */
export function AlarmRow({ alarm, rowProps, select, isOpen, toggleHistory }: Props) {
  const { t } = useTranslation('alarms');
  const historyId = useId();
  const firstColour = alarm.state === 'alarm' ? 'inherit' : 'var(--mantine-color-dimmed)';
  return (
    <Paper
      component="li"
      withBorder
      p="md"
      className={classes.alarm}
      data-state={alarm.state}
      id={rowId(alarm.id)}
      onClick={select}
      {...rowProps}
    >
      <div className={classes.parts}>
        <Stack gap={4}>
          <Group gap="xs">
            <StateSign state={alarm.state} />
            <Title order={2} size="h5">
              {t(`rule.${alarm.id}.name`)}
            </Title>
          </Group>
          <Group gap="xs">
            <Code className={classes.id}>{alarm.id}</Code>
            <Since alarm={alarm} />
          </Group>
          <Text size="sm" c="dimmed">
            {t(`rule.${alarm.id}.meaning`)}
          </Text>
          <Text size="sm" style={{ color: firstColour }}>
            <b>{t('first')}</b>
            {': '}
            {t(`rule.${alarm.id}.first`)}
          </Text>
        </Stack>
        <Stack gap="xs">
          <AgainstThreshold alarm={alarm} />
          {(alarm.cause ?? alarm.reason) !== null && (
            <Text size="sm" component="div">
              <Text span c="dimmed" size="sm">
                {`${t('cause.label')}: `}
              </Text>
              <CauseText cause={alarm.cause} reason={alarm.reason} />
            </Text>
          )}
        </Stack>
        <div className={classes.ways}>
          <BehindLink alarm={alarm} />
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconHistory size={14} aria-hidden />}
            aria-expanded={isOpen}
            aria-controls={isOpen ? historyId : undefined}
            onClick={toggleHistory}
          >
            {t('history.button')}
            <VisuallyHidden>{t(`rule.${alarm.id}.name`)}</VisuallyHidden>
          </Button>
        </div>
      </div>
      {isOpen && (
        <div id={historyId} className={classes.history}>
          <AlarmHistory alarm={alarm} />
        </div>
      )}
    </Paper>
  );
}

function Since({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation('alarms');
  const { since } = alarm;
  return (
    <Text size="xs" c="dimmed" component="div">
      {since === null ? (
        t('never')
      ) : (
        <>
          <Lasting since={since} text={(duration) => t('since', { duration })} /> <Time at={since} />
        </>
      )}
    </Text>
  );
}
