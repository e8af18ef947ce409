import { QueryClient } from '@tanstack/react-query';
import { mayPass, pauseBeforeAttempt } from './errors';

/** Tries again for as long as a failure may pass by itself, so that the page recovers without a reload. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
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
}
