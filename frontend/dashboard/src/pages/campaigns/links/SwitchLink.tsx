import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TroubleNote } from '../../../components/TroubleNote';
import type { Link } from '../queries';
import { useChangeLink } from '../writes';

type Props = { opened: boolean; close: () => void; link: Link };

/** Asks before a link is switched off or on, and says what that does to whoever follows it. */
export function SwitchLink({ opened, close, link }: Props) {
  const { t } = useTranslation('campaigns');
  const which = link.active ? 'off' : 'on';
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t(`links.${which}.title`)}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'common' }) }}
    >
      <Confirm link={link} which={which} close={close} />
    </Modal>
  );
}

function Confirm({ link, which, close }: { link: Link; which: 'on' | 'off'; close: () => void }) {
  const { t } = useTranslation('campaigns');
  const change = useChangeLink(link.cid);
  return (
    <Stack gap="md">
      <Code block>{link.short_url}</Code>
      <Text size="sm">{t(`links.${which}.means`)}</Text>
      {change.error && <TroubleNote error={change.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close}>
          {t('form.cancel')}
        </Button>
        <Button
          data-autofocus
          color={which === 'off' ? 'red.9' : 'teal.9'}
          loading={change.isPending}
          onClick={() => change.mutate({ active: which === 'on' }, { onSuccess: close })}
        >
          {t(`links.${which}.do`)}
        </Button>
      </Group>
    </Stack>
  );
}
