import { AppShell, Burger, Center, Container, Group, Loader, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../api/errors';
import { SessionProvider, sessionQuery } from '../api/session';
import { TroubleNote } from '../components/TroubleNote';
import { SearchBox } from '../pages/trace/SearchBox';
import { ShortcutsProvider } from '../shortcuts/ShortcutsProvider';
import { Navigation } from './Navigation';
import { Preferences } from './Preferences';

/** What stands around every page of who is signed in; whoever is not is led to sign in, and back to the same URL. */
export function Shell() {
  const session = useQuery(sessionQuery);
  const { href, pathname } = useLocation();
  if (session.error && troubleOf(session.error) === 'signed-out') {
    // the location is that of the sign-in page already while its file is still being fetched
    const onTheWay = pathname.endsWith('/sign-in');
    return onTheWay ? <WaitingForSession /> : <Navigate to="/sign-in" search={{ next: href }} replace />;
  }
  if (!session.data) {
    return session.failureReason ? (
      <Container py="xl">
        <TroubleNote error={session.failureReason} retry={() => void session.refetch()} />
      </Container>
    ) : (
      <WaitingForSession />
    );
  }
  return (
    <SessionProvider value={session.data}>
      <ShortcutsProvider>
        <Frame />
      </ShortcutsProvider>
    </SessionProvider>
  );
}

function WaitingForSession() {
  const { t } = useTranslation();
  return (
    <Center h="100vh">
      <Loader aria-label={t('state.loading')} />
    </Center>
  );
}

function Frame() {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  useEffect(close, [pathname, close]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 196, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', md: 'lg' }}
    >
      <a className="tf-skip" href="#main">
        {t('skip')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm" wrap="nowrap" justify="space-between">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t('menu')}
              aria-expanded={opened}
            />
            <Text fw={700} visibleFrom="xs" component="span">
              {t('product')}
            </Text>
          </Group>
          <SearchBox />
          <Preferences />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('nav.label')}>
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: 'none' }}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
