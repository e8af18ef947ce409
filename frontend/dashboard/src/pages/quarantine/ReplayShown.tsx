import { Button, Group, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { TroubleNote } from '../../components/TroubleNote';
import { useFormats } from '../../format/useFormats';
import type { Quarantined } from './queries';
import { useReplayMany } from './writes';

/** Takes in all of one reason, once its cause is mended; what is refused again stays. */
export function ReplayShown({ shown }: { shown: readonly Quarantined[] }) {
  const { t } = useTranslation('quarantine');
  const formats = useFormats();
  const replay = useReplayMany();
  return (
    <>
      <Group gap="sm">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          loading={replay.isPending}
          disabled={shown.length === 0}
          onClick={() => replay.mutate(shown)}
        >
          {t('replay.shown', { count: shown.length, shown: formats.integer(shown.length) })}
        </Button>
        <Text size="sm" role="status">
          {replay.data &&
            t('replay.many', {
              taken: formats.integer(replay.data.taken),
              refused: formats.integer(replay.data.refused),
            })}
        </Text>
      </Group>
      {replay.error && <TroubleNote error={replay.error} />}
    </>
  );
}
