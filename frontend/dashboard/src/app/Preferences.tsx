import { ActionIcon, Group, Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { signOut, useSession } from '../api/session';
import { useFormats } from '../format/useFormats';
import { SwitchLanguage } from './SwitchLanguage';

/** Theme, language, who is signed in. */
export function Preferences() {
  return (
    <Group gap={4} wrap="nowrap">
      <SwitchTheme />
      <SwitchLanguage />
      <Who />
    </Group>
  );
}

function SwitchTheme() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
      aria-label={t(dark ? 'theme.light' : 'theme.dark')}
    >
      {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
    </ActionIcon>
  );
}

function Who() {
  const { t } = useTranslation();
  const session = useSession();
  const formats = useFormats();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const leave = async () => {
    await signOut();
    queries.clear();
    await navigate({ to: '/sign-in' });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('who.label', { role: t(`role.${session.role}`) })}>
          <IconUser size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('who.label', { role: t(`role.${session.role}`) })}</Menu.Label>
        {session.expires_at && <Menu.Label>{t('who.until', { time: formats.minute(session.expires_at) })}</Menu.Label>}
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          {t('who.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
