import { Center, Container, Loader, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../api/errors';
import { SessionProvider, sessionQuery } from '../api/session';
import { TroubleNote } from '../components/TroubleNote';
import { useTryNow } from '../components/useTryNow';
import { ShortcutsProvider } from '../shortcuts/ShortcutsProvider';
import { Frame } from './Frame';

/** What stands around every page of who is signed in; whoever is not is led to sign in, and back to the same URL. */
export function Shell() {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const tryNow = useTryNow();
  const { href, pathname } = useLocation();
  if (session.error && troubleOf(session.error) === 'signed-out') {
    // the location is that of the sign-in page already while its file is still being fetched
    const onTheWay = pathname.endsWith('/sign-in');
    return onTheWay ? <WaitingForSession /> : <Navigate to="/sign-in" search={{ next: href }} replace />;
  }
  if (!session.data) {
    return session.failureReason ? (
      <Container component="main" py="xl">
        <VisuallyHidden component="h1">{t('product')}</VisuallyHidden>
        <TroubleNote error={session.failureReason} retry={tryNow} />
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
    <Center component="main" h="100vh">
      <Loader aria-label={t('state.loading')} />
    </Center>
  );
}
