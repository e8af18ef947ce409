import { one } from '../../app/search_params';

/** `next`: the path and search, below the page's base, that somebody was on their way to. */
export type SignInSearch = { next?: string };

/** Only a path of this page: a link must not lead a person who has just signed in to somewhere else. */
export function readSignInSearch(search: Record<string, unknown>): SignInSearch {
  const next = one(search.next);
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? { next } : {};
}
