// Delivers events as Stripe does, signed by Stripe's own package: {"url": ..., "deliveries": [{"event", "secrets" (that
// sign it), "endpointSecret", "ageSeconds", "changedBody"}]} on stdin. A line each: {"status", "answer", "verified"},
// the last being what the package itself says of that request under the endpoint's secret.
import { text } from 'node:stream/consumers';
import Stripe from 'stripe';

const { url, deliveries } = JSON.parse(await text(process.stdin));

for (const { event, secrets, endpointSecret, ageSeconds, changedBody } of deliveries) {
  const payload = JSON.stringify(event, null, 2);
  const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
  const body = changedBody ? payload.replace('"livemode": false', '"livemode": true') : payload;
  const header = signatureHeader(payload, secrets, timestamp);
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': header },
    body,
  });
  const line = {
    status: answer.status,
    answer: await answer.json(),
    verified: isVerified(body, header, endpointSecret),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** While a secret is rolled, Stripe signs with the old one too, in one header. */
function signatureHeader(payload, secrets, timestamp) {
  const headers = secrets.map((secret) => Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }));
  return [headers[0], ...headers.slice(1).map((header) => header.slice(header.indexOf(',') + 1))].join(',');
}

function isVerified(body, header, secret) {
  try {
    Stripe.webhooks.constructEvent(body, header, secret);
    return true;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}
