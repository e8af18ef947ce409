/** An Express app that tracks its checkout, takes the Pay click of its pages, and ends without losing an event. */

import type { AddressInfo } from 'node:net';
import { TracefunnelClient } from '@tracefunnel/edge';
import { hasEvidence, TrackingClient, trackingCookieHeader } from '@tracefunnel/edge/evidence';
import { clientKey, relayHandler, tracefunnel } from '@tracefunnel/edge/node';
import { createRelay } from '@tracefunnel/edge/relay';
import express from 'express';

const service = { url: process.env.TRACEFUNNEL_URL ?? '', secret: process.env.TRACEFUNNEL_SECRET ?? '' };
const client = new TracefunnelClient({ ...service, source: 'cp' });
const evidence = new TrackingClient(service);
const relay = createRelay({
  client,
  types: { m_checkout_click: { payload: ['plan_tier'] } },
  limit: { key: clientKey, perMinute: 60, burst: 20 },
  source: 'admin-web',
});

const app = express();
app.use(tracefunnel(client, { createTraceIds: true }));
app.post('/t', relayHandler(relay));

app.get('/c/:campaign', async (req, res) => {
  const { tracking } = req.tracefunnel;
  const token = hasEvidence(tracking) ? await evidence.visit({ ...tracking, campaign_id: req.params.campaign }) : null;
  if (token) res.append('set-cookie', trackingCookieHeader(token)).set('cache-control', 'private');
  res.send('<a href="/signup">Sign up</a>');
});

app.post('/checkout', (req, res) => {
  const sessionId = `cs_${crypto.randomUUID()}`; // of Stripe, in an app that sells
  req.tracefunnel.track({ event_type: 'm_checkout_session_created', payload: { stripe_session_id: sessionId } });
  res.status(201).json({ session_id: sessionId });
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});

// First the requests end, which may still track, then the client sends what it holds.
process.once('SIGTERM', () => {
  server.close(() => void client.close());
});
