import { Button, Center, Group, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../../api/errors';
import { signIn } from '../../api/session';
import { SwitchLanguage } from '../../app/SwitchLanguage';
import { TroubleNote } from '../../components/TroubleNote';

/** With an operator key, which is sent once and kept nowhere; then on to where the person was going. */
export function SignInPage() {
  const { t } = useTranslation('signIn');
  const router = useRouter();
  const queries = useQueryClient();
  const { next } = useSearch({ from: '/sign-in' });
  const [key, setKey] = useState('');
  const entering = useMutation({
    mutationFn: signIn,
    onSuccess: () => {
      queries.clear(); // another role may have been here before
      router.history.replace(`${router.basepath.replace(/\/$/, '')}${next ?? '/'}`);
    },
  });
  useEffect(() => {
    document.title = `${t('title')} · Tracefunnel`;
  }, [t]);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    entering.mutate(key.trim());
  };
  const wrongKey = entering.error !== null && troubleOf(entering.error) === 'signed-out';
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" radius="md" w={420} maw="100%">
        <form onSubmit={submit}>
          <Stack>
            <Group justify="space-between">
              <Title order={1} size="h3">
                {t('title')}
              </Title>
              <SwitchLanguage />
            </Group>
            <Text size="sm" c="dimmed">
              {t('help')}
            </Text>
            <PasswordInput
              label={t('key')}
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              error={wrongKey ? t('wrong') : null}
              autoComplete="current-password"
              required
              withAsterisk={false}
              data-autofocus
              autoFocus
              visibilityToggleButtonProps={{ 'aria-label': t('show'), tabIndex: 0 }}
            />
            {entering.error && !wrongKey && <TroubleNote error={entering.error} />}
            <Button type="submit" loading={entering.isPending}>
              {t('enter')}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
