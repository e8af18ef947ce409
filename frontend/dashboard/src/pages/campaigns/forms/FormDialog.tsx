import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { TroubleNote } from '../../../components/TroubleNote';

/** A dialog that a click beside it does not close: what is typed there would be lost. */
export function FormDialog({
  title,
  opened,
  close,
  children,
}: {
  title: string;
  opened: boolean;
  close: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={title}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {children}
    </Modal>
  );
}

type FormProps = {
  formRef: RefObject<HTMLFormElement | null>;
  submit: () => void;
  submitLabel: string;
  pending: boolean;
  trouble: unknown;
  cancel: () => void;
  children: ReactNode;
};

/** Enter sends it; what went wrong with the whole of it stands above the buttons. */
export function Form({ formRef, submit, submitLabel, pending, trouble, cancel, children }: FormProps) {
  const { t } = useTranslation('campaigns');
  return (
    <form
      ref={formRef}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) submit();
      }}
    >
      <Stack gap="sm">
        {children}
        {trouble ? <TroubleNote error={trouble} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={cancel}>
            {t('form.cancel')}
          </Button>
          <Button type="submit" loading={pending}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
