import { Button, Center, Group, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { mayPass, pauseBeforeAttempt, troubleOf } from '../../api/errors';
import { signIn } from '../../api/session';
import { SwitchLanguage } from '../../app/SwitchLanguage';
import { SwitchTheme } from '../../app/SwitchTheme';
import { TroubleNote } from '../../components/TroubleNote';
import { useDocumentTitle } from '../../components/useDocumentTitle';

/** With an operator key, which is sent once and kept nowhere; then on to where the person was going. */
export function SignInPage() {
  const { t } = useTranslation('signIn');
  const router = useRouter();
  const queries = useQueryClient();
  const { next } = useSearch({ from: '/sign-in' });
  const box = useRef<HTMLInputElement>(null);
  const [key, setKey] = useState('');
  const entering = useMutation({
    mutationFn: signIn,
    retry: (_failures, error) => mayPass(error), // as the note of a trouble says
    retryDelay: pauseBeforeAttempt,
    onSuccess: () => {
      queries.clear(); // another role may have been here before
      router.history.replace(`${router.basepath.replace(/\/$/, '')}${next ?? '/'}`);
    },
    onError: () => box.current?.select(),
  });
  useDocumentTitle(t('enter'));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (key.trim() === '') box.current?.focus();
    else if (!entering.isPending) entering.mutate(key.trim());
  };
  const wrongKey = entering.error !== null && troubleOf(entering.error) === 'signed-out';
  const trouble = wrongKey ? null : (entering.failureReason ?? entering.error);
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack w={420} maw="100%" gap="sm">
        <Group justify="flex-end" gap={4}>
          <SwitchTheme />
          <SwitchLanguage />
        </Group>
        <Paper withBorder p="xl" radius="md">
          <form onSubmit={submit} noValidate>
            <Stack>
              <Title order={1} size="h3">
                {t('title')}
              </Title>
              {next && <Text size="sm">{t('onTheWay')}</Text>}
              <Text size="sm" c="dimmed">
                {t('help')}
              </Text>
              <PasswordInput
                ref={box}
                label={t('key')}
                value={key}
                onChange={(event) => {
                  setKey(event.currentTarget.value);
                  entering.reset(); // what is still being tried is the key that stood there before
                }}
                error={wrongKey ? t('wrong') : null}
                errorProps={{ role: 'alert' }}
                autoComplete="current-password"
                required
                withAsterisk={false}
                autoFocus
                visibilityToggleButtonProps={{ 'aria-label': t('show'), tabIndex: 0 }}
              />
              {trouble !== null && <TroubleNote error={trouble} />}
              <Button type="submit" loading={entering.isPending && !trouble}>
                {t('enter')}
              </Button>
            </Stack>
          </form>
        </Paper>
      </Stack>
    </Center>
  );
}
