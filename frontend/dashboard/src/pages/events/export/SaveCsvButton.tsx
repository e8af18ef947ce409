import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';

type Props = { label: string; save: () => void; disabled: boolean; loading?: boolean };

/** `x` on each page that has it: whoever shows it listens for the key. */
export function SaveCsvButton({ label, save, disabled, loading = false }: Props) {
  return (
    <Button
      size="xs"
      h={28}
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      onClick={save}
      disabled={disabled}
      loading={loading}
      aria-keyshortcuts="x"
    >
      {label}
    </Button>
  );
}
