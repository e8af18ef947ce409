import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TroubleNote } from '../../components/TroubleNote';
import type { Quarantined } from './queries';
import { useDrop } from './writes';

type Props = { opened: boolean; close: () => void; item: Quarantined; dropped: () => void };

/** Asks before an event is dropped, which nothing brings back. */
export function DropDialog({ opened, close, ...props }: Props) {
  const { t } = useTranslation('quarantine');
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('drop.title')}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'common' }) }}
    >
      <Confirm close={close} {...props} />
    </Modal>
  );
}

function Confirm({ close, item, dropped }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('quarantine');
  const drop = useDrop();
  const finish = () => {
    close();
    dropped();
  };
  return (
    <Stack gap="md">
      <Text size="sm">{t('drop.means')}</Text>
      {drop.error && <TroubleNote error={drop.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" data-autofocus onClick={close}>
          {t('cancel')}
        </Button>
        <Button color="red.9" loading={drop.isPending} onClick={() => drop.mutate(item.id, { onSuccess: finish })}>
          {t('drop.forGood')}
        </Button>
      </Group>
    </Stack>
  );
}
