/** The name and place of `proxy.ts` before Next 16. */

import { createProxy } from '@tracefunnel/edge/nextjs';
import { NextResponse } from 'next/server.js';

export const middleware = createProxy({
  url: process.env.TRACEFUNNEL_URL ?? '',
  secret: process.env.TRACEFUNNEL_SECRET ?? '',
  source: 'admin-web',
  campaign: (request) => /^\/c\/([\w-]+)$/.exec(request.nextUrl.pathname)?.[1],
  handler: (request) => {
    if (request.nextUrl.pathname === '/old') return NextResponse.redirect(new URL('/api/whoami', request.url));
    const response = NextResponse.rewrite(new URL('/api/whoami?rewritten=1', request.url));
    if (request.nextUrl.pathname !== '/me') return undefined;
    response.cookies.set('mine', '1');
    return response;
  },
});

export const config = { matcher: '/((?!_next/|favicon.ico).*)' };
