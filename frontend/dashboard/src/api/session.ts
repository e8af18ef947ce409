import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api, call, type Schemas } from './client';
import { troubleOf } from './errors';
import { tellOtherTabs } from './other_tabs';

export type Session = Schemas['CallerAnswer'];
export const SESSION_KEY = ['session'] as const;

export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: ({ signal }) => call(api.GET('/auth/session', { signal })),
  staleTime: 5 * 60_000,
  refetchOnWindowFocus: 'always', // it may have ended, or be another's, since this tab was last looked at
});

const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;

/** Who is signed in, and what the service says of itself; only below the signed-in part of the page. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('nobody is signed in here');
  return session;
}

/** Support and admin see who; a viewer sees what happened to nobody in particular. */
export function useSeesPeople(): boolean {
  return useSession().role !== 'viewer';
}

export function useMayWrite(): boolean {
  return useSession().role === 'admin';
}

/** For what asks outside of queries and mutations: an end of the session is noticed there too. */
export function useNoticeSignedOut(): (error: unknown) => void {
  const queries = useQueryClient();
  return (error) => {
    if (troubleOf(error) === 'signed-out') void queries.refetchQueries({ queryKey: SESSION_KEY, type: 'active' });
  };
}

export async function signIn(apiKey: string): Promise<void> {
  await call(api.POST('/auth/session', { body: { api_key: apiKey } }));
  tellOtherTabs();
}

export async function signOut(): Promise<void> {
  await call(api.DELETE('/auth/session'));
  tellOtherTabs();
}
