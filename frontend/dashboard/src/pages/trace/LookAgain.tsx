import { Button, Group, Text } from '@mantine/core';
import { IconPointFilled, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../format/useFormats';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import { useNow } from '../../time/useNow';
import { isLive, LIVE_EVERY_MS, type Timeline } from './queries';

const EVERY_MS = 10_000;

type Props = { timeline: Timeline | undefined; looking: boolean; look: () => void };

/** For news of a person who may still be on the way the page looks by itself; of others when it is asked to. */
export function LookAgain({ timeline, looking, look }: Props) {
  const { t } = useTranslation('trace');
  const formats = useFormats();
  const now = useNow(EVERY_MS).getTime();
  useShortcuts([{ keys: 'r', label: t('look.again'), group: 'page', run: look }]);
  return (
    <>
      {isLive(timeline, now) && (
        <Group gap={2} wrap="nowrap" c="var(--tf-good)">
          <IconPointFilled size={16} aria-hidden />
          <Text size="sm" span className="tf-steady">
            {t('look.live', { every: formats.duration(LIVE_EVERY_MS) })}
          </Text>
        </Group>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRefresh size={14} aria-hidden />}
        onClick={look}
        aria-busy={looking}
      >
        {t('look.again')}
      </Button>
    </>
  );
}
