import { Code, Group, Paper, Stack, Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useEventTypeLabel } from '../../api/event_types';
import { CopyText } from '../../components/CopyText';
import { Time } from '../../components/Time';
import type { RowProps } from '../../components/useListKeys';
import { useFormats } from '../../format/useFormats';
import classes from './quarantine.module.css';
import type { Quarantined } from './queries';
import { QuarantineActions } from './QuarantineActions';
import { reasonKey } from './reasons';
import { RefusalText } from './RefusalText';
import { sentText, sentType } from './sent_text';

const REASONS_AT_FIRST = 3;

/** What was done with an event, which is then gone. */
export type Done = 'taken' | 'dropped';

type Props = {
  item: Quarantined;
  rowProps: RowProps;
  isOpen: boolean;
  toggle: () => void;
  /** Told what was done with it; null for whoever may do nothing. */
  say: ((done: Done) => void) | null;
};

/** One content that was refused: of which type, why, how often and when; what was sent opens in place. */
export function QuarantinedRow({ item, rowProps, isOpen, toggle, say }: Props) {
  const { t } = useTranslation('quarantine');
  const formats = useFormats();
  const id = useId();
  const reasons = isOpen ? item.reasons : item.reasons.slice(0, REASONS_AT_FIRST);
  const hidden = item.reasons.length - reasons.length;
  return (
    <Paper component="li" withBorder className={classes.item} {...rowProps}>
      <button
        type="button"
        className={classes.opener}
        aria-expanded={isOpen}
        {...(isOpen ? { 'aria-controls': id } : {})}
        onClick={toggle}
      >
        <IconChevronRight size={16} aria-hidden className={classes.chevron} data-open={isOpen} />
        <span className={classes.parts}>
          <SentType event={item.event} />
          <span className={classes.why}>
            {reasons.map((reason) => (
              <Text key={reasonKey(reason)} size="sm" span>
                <Code>{reason.field}</Code> <RefusalText reason={reason.reason} />
              </Text>
            ))}
            {hidden > 0 && (
              <Text size="sm" span c="dimmed">
                {t('andMore', { count: hidden })}
              </Text>
            )}
          </span>
          <span className={classes.when}>
            <Text size="sm" span fw={600}>
              {t('times', { count: item.times, times: formats.integer(item.times) })}
            </Text>
            <Text size="xs" span c="dimmed">
              {t('last')} <Time at={item.last_received_at} />
            </Text>
            {item.times > 1 && (
              <Text size="xs" span c="dimmed">
                {t('first')} <Time at={item.received_at} />
              </Text>
            )}
          </span>
        </span>
      </button>
      {isOpen && (
        <div id={id} className={classes.sent}>
          <Sent event={item.event} />
          {say && <QuarantineActions item={item} say={say} />}
        </div>
      )}
    </Paper>
  );
}

function SentType({ event }: { event: unknown }) {
  const { t } = useTranslation('quarantine');
  const labelOf = useEventTypeLabel();
  const type = sentType(event);
  const label = type === null ? t('noType') : labelOf(type);
  return (
    <Stack component="span" gap={2} className={classes.type}>
      <Text size="sm" span fw={600}>
        {label === type ? t('unknownType') : label}
      </Text>
      {type !== null && <Code className={classes.raw}>{type}</Code>}
    </Stack>
  );
}

/** As text: whatever it holds, nothing of it runs or is drawn. */
function Sent({ event }: { event: unknown }) {
  const { t } = useTranslation('quarantine');
  const text = sentText(event);
  return (
    <>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>
          {t('sent')}
        </Text>
        <CopyText text={text} what={t('sent')} />
      </Group>
      <Code block className={classes.json} dir="ltr">
        {text}
      </Code>
    </>
  );
}
