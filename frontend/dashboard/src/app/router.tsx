import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  retainSearchParams,
} from '@tanstack/react-router';
import { readAlarmsSearch } from '../pages/alarms/search';
import { readCampaignsSearch } from '../pages/campaigns/search';
import { readDictionarySearch } from '../pages/dictionary/search';
import { readEventsSearch } from '../pages/events/search';
import { readFunnelsSearch } from '../pages/funnels/search';
import { readOverviewSearch } from '../pages/overview/search';
import { readQuarantineSearch } from '../pages/quarantine/search';
import { readSignInSearch } from '../pages/sign-in/search';
import { readTraceSearch } from '../pages/trace/search';
import { NotFound } from './NotFound';
import { PageBroke } from './PageBroke';
import { one, parseSearch, stringifySearch } from './search_params';
import { Shell } from './Shell';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  validateSearch: (search: Record<string, unknown>): { lang?: string } => {
    const lang = one(search.lang);
    return lang ? { lang } : {};
  },
  search: { middlewares: [retainSearchParams(['lang'])] },
  component: Outlet,
  notFoundComponent: NotFound,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(() => import('../pages/sign-in/SignInPage'), 'SignInPage'),
});

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });

const pages = [
  createRoute({
    getParentRoute: () => shell,
    path: '/',
    validateSearch: readOverviewSearch,
    component: lazyRouteComponent(() => import('../pages/overview/OverviewPage'), 'OverviewPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/events',
    validateSearch: readEventsSearch,
    component: lazyRouteComponent(() => import('../pages/events/EventsPage'), 'EventsPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/funnels',
    validateSearch: readFunnelsSearch,
    component: lazyRouteComponent(() => import('../pages/funnels/FunnelsPage'), 'FunnelsPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/trace',
    validateSearch: readTraceSearch,
    component: lazyRouteComponent(() => import('../pages/trace/TracePage'), 'TracePage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/campaigns',
    validateSearch: readCampaignsSearch,
    component: lazyRouteComponent(() => import('../pages/campaigns/CampaignsPage'), 'CampaignsPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/alarms',
    validateSearch: readAlarmsSearch,
    component: lazyRouteComponent(() => import('../pages/alarms/AlarmsPage'), 'AlarmsPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/quarantine',
    validateSearch: readQuarantineSearch,
    component: lazyRouteComponent(() => import('../pages/quarantine/QuarantinePage'), 'QuarantinePage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/dictionary',
    validateSearch: readDictionarySearch,
    component: lazyRouteComponent(() => import('../pages/dictionary/DictionaryPage'), 'DictionaryPage'),
  }),
] as const;

const tree = root.addChildren([signIn, shell.addChildren(pages)]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    basepath: import.meta.env.BASE_URL,
    parseSearch,
    stringifySearch,
    search: { strict: true }, // what a page's reader has not let through reaches no page, and leaves the URL
    defaultErrorComponent: PageBroke,
    defaultPreload: 'intent',
    scrollRestoration: true,
    trailingSlash: 'never',
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
