import { MutationCache, QueryCache, QueryClient, type QueryKey } from '@tanstack/react-query';
import { mayPass, pauseBeforeAttempt, troubleOf } from './errors';
import { onChangeInAnotherTab } from './other_tabs';
import { SESSION_KEY, type Session } from './session';

/**
 * Tries again for as long as a failure may pass by itself, so that the page recovers without a reload.
 *
 * Whatever learns that nobody is signed in has the session asked for again; what that says, the page goes by.
 */
export function makeQueryClient(): QueryClient {
  const askWhoIsSignedIn = (error: unknown) => {
    if (troubleOf(error) === 'signed-out') void queries.refetchQueries({ queryKey: SESSION_KEY, type: 'active' });
  };
  let role: Session['role'] | null = null;
  const forgetWhatAnotherRoleSaw = (now: Session['role']) => {
    const another = role !== null && role !== now;
    role = now;
    if (another) void queries.resetQueries({ predicate: (query) => !isSession(query) });
  };
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (!isSession(query)) askWhoIsSignedIn(error);
      },
      onSuccess: (answer, query) => {
        if (isSession(query)) forgetWhatAnotherRoleSaw((answer as Session).role);
      },
    }),
    mutationCache: new MutationCache({ onError: askWhoIsSignedIn }),
    defaultOptions: {
      queries: {
        networkMode: 'always', // a browser's idea of being online says nothing of a service on this machine
        retry: (_failures, error) => mayPass(error),
        retryDelay: pauseBeforeAttempt,
        staleTime: 15_000,
        refetchOnWindowFocus: true,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  onChangeInAnotherTab(() => void queries.refetchQueries({ queryKey: SESSION_KEY, type: 'active' }));
  return queries;
}

function isSession({ queryKey }: { queryKey: QueryKey }): boolean {
  return queryKey[0] === SESSION_KEY[0];
}
