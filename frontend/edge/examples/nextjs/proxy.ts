import { createProxy } from '@tracefunnel/edge/nextjs';

export const proxy = createProxy({
  url: process.env.TRACEFUNNEL_URL ?? '',
  secret: process.env.TRACEFUNNEL_SECRET ?? '',
  source: 'admin-web',
  campaign: (request) => /^\/c\/([\w-]+)$/.exec(request.nextUrl.pathname)?.[1],
  traceCookie: true,
});

export const config = { matcher: '/((?!_next/|favicon.ico).*)' };
