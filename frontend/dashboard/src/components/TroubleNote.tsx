import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ApiError, mayPass, troubleOf } from '../api/errors';
import { SignInAgain } from './SignInAgain';

const ICONS = { unreachable: IconPlugConnectedX, forbidden: IconLock } as const;

type Props = { error: unknown; retry?: () => void };

/** What went wrong, whether the page tries again by itself, and what else to do. */
export function TroubleNote({ error, retry }: Props) {
  const { t } = useTranslation();
  const trouble = troubleOf(error);
  const Icon = trouble in ICONS ? ICONS[trouble as keyof typeof ICONS] : IconAlertTriangle;
  const said = trouble === 'refused' && error instanceof ApiError ? error.message : null;
  return (
    <Alert
      role="alert"
      variant="light"
      color={trouble === 'forbidden' ? 'gray' : 'orange'}
      icon={<Icon aria-hidden />}
      title={t(`trouble.${trouble}.title`)}
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      <Group justify="space-between" align="center" gap="sm">
        <div>
          <Text size="sm">{t(`trouble.${trouble}.help`)}</Text>
          {said && (
            <Text size="sm" lang="en" mt={4}>
              {said}
            </Text>
          )}
        </div>
        {trouble === 'signed-out' && <SignInAgain />}
        {retry && mayPass(error) && (
          <Button size="compact-sm" variant="default" onClick={retry}>
            {t('tryNow')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
