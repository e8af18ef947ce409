import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TroubleNote } from '../../components/TroubleNote';
import { parseMended } from './mended';
import type { Quarantined } from './queries';
import { RefusedAgain } from './RefusedAgain';
import { sentText } from './sent_text';
import { useReplay } from './writes';

type Props = { opened: boolean; close: () => void; item: Quarantined; taken: () => void };

/** The event as JSON, to be mended and taken in. */
export function MendDialog({ opened, close, ...props }: Props) {
  const { t } = useTranslation('quarantine');
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title={t('replay.title')}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'common' }) }}
    >
      <MendForm close={close} {...props} />
    </Modal>
  );
}

function MendForm({ close, item, taken }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('quarantine');
  const [text, setText] = useState(() => sentText(item.event));
  const [isWrong, setIsWrong] = useState(false);
  const replay = useReplay();
  const submit = () => {
    const mended = parseMended(text);
    setIsWrong(mended === null);
    if (mended === null) return;
    const finish = () => {
      close();
      taken();
    };
    replay.mutate({ id: item.id, mended }, { onSuccess: (replayed) => replayed.taken && finish() });
  };
  return (
    <Stack
      component="form"
      gap="sm"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Text size="sm">{t('replay.help')}</Text>
      <Textarea
        label={t('replay.event')}
        data-autofocus
        autosize
        minRows={8}
        maxRows={20}
        spellCheck={false}
        dir="ltr"
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={isWrong && t('replay.noJson')}
      />
      {replay.data && !replay.data.taken && <RefusedAgain reasons={replay.data.reasons} />}
      {replay.error && <TroubleNote error={replay.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close}>
          {t('cancel')}
        </Button>
        <Button type="submit" loading={replay.isPending}>
          {t('replay.do')}
        </Button>
      </Group>
    </Stack>
  );
}
