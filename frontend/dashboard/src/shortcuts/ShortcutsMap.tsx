import { Group, Kbd, Modal, Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Shortcut, ShortcutGroup } from './registry';

const GROUPS: readonly ShortcutGroup[] = ['page', 'goTo', 'everywhere'];

/** What `?` opens: every key that works on the page as it stands. */
export function ShortcutsMap({
  opened,
  close,
  shortcuts,
}: {
  opened: boolean;
  close: () => void;
  shortcuts: Shortcut[];
}) {
  const { t } = useTranslation();
  const help: Shortcut = { keys: '?', label: t('shortcuts.help'), group: 'everywhere', run: close };
  return (
    <Modal opened={opened} onClose={close} title={t('shortcuts.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="lg">
        {GROUPS.map((group) => {
          const rows = [...shortcuts, help].filter((shortcut) => shortcut.group === group);
          return rows.length === 0 ? null : (
            <section key={group}>
              <Title order={3} size="sm" mb={4}>
                {t(`shortcuts.${group}`)}
              </Title>
              <Table verticalSpacing={4} layout="fixed">
                <Table.Tbody>
                  {rows.map((shortcut) => (
                    <Table.Tr key={shortcut.keys}>
                      <Table.Td w={110}>
                        <Keys keys={shortcut.keys} />
                      </Table.Td>
                      <Table.Td>
                        <Text size="sm">{shortcut.label}</Text>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </section>
          );
        })}
      </Stack>
    </Modal>
  );
}

function Keys({ keys }: { keys: string }) {
  return (
    <Group gap={4}>
      {keys.split(' ').map((key) => (
        <Kbd key={key} size="xs">
          {key}
        </Kbd>
      ))}
    </Group>
  );
}
