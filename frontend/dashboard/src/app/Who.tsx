import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { signOut, useSession } from '../api/session';
import { useFormats } from '../format/useFormats';

/** As whom somebody is signed in and until when; signing out forgets what the page knows too. */
export function Who() {
  const { t } = useTranslation();
  const session = useSession();
  const formats = useFormats();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const leaving = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      queries.clear();
      await navigate({ to: '/sign-in', search: {} });
    },
  });
  const label = t('who.label', { role: t(`role.${session.role}`) });
  return (
    <Menu position="bottom-end" onClose={leaving.reset}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={label}>
          <IconUser size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown maw={280}>
        <Menu.Label>{label}</Menu.Label>
        {session.expires_at && <Menu.Label>{t('who.until', { time: formats.minute(session.expires_at) })}</Menu.Label>}
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          closeMenuOnClick={false}
          disabled={leaving.isPending}
          onClick={() => leaving.mutate()}
        >
          {t('who.signOut')}
        </Menu.Item>
        {leaving.isError && (
          <Text size="sm" px="sm" py={4} role="alert">
            {t('who.stillIn')}
          </Text>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
