import { Button, Group, Stack } from '@mantine/core';
import { IconPencil, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TroubleNote } from '../../components/TroubleNote';
import { DropDialog } from './DropDialog';
import { MendDialog } from './MendDialog';
import type { Done } from './QuarantinedRow';
import type { Quarantined } from './queries';
import { RefusedAgain } from './RefusedAgain';
import { useReplay } from './writes';

/** What an admin may do with a refused event. `say`: tells what was done, since its row is gone then. */
export function QuarantineActions({ item, say }: { item: Quarantined; say: (done: Done) => void }) {
  const { t } = useTranslation('quarantine');
  const [dialog, setDialog] = useState<'mend' | 'drop' | null>(null);
  const replay = useReplay();
  const close = () => setDialog(null);
  return (
    <Stack gap="xs" mt="sm">
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          loading={replay.isPending}
          onClick={() => replay.mutate({ id: item.id }, { onSuccess: ({ taken }) => taken && say('taken') })}
        >
          {t('replay.asItWas')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPencil size={14} aria-hidden />}
          onClick={() => setDialog('mend')}
        >
          {t('replay.mend')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={() => setDialog('drop')}
        >
          {t('drop.do')}
        </Button>
      </Group>
      {replay.data && !replay.data.taken && <RefusedAgain reasons={replay.data.reasons} />}
      {replay.error && <TroubleNote error={replay.error} />}
      <MendDialog opened={dialog === 'mend'} close={close} item={item} taken={() => say('taken')} />
      <DropDialog opened={dialog === 'drop'} close={close} item={item} dropped={() => say('dropped')} />
    </Stack>
  );
}
