// A visit with evidence in its URL, then a registration that has the cookie alone, by the built package; a line of JSON.
import { extractTrackingFromRequest, saveTrackingToCookie, TrackingClient } from '../../dist/evidence/index.js';

const { url, secret, page } = JSON.parse(process.argv[2]);
const tracking = new TrackingClient({ url, secret });

const visit = extractTrackingFromRequest(new Request(page, { headers: { 'user-agent': process.argv[3] } }));
const token = await tracking.visit({ ...visit, campaign_id: 'edge-spring', anonymous_id: 'visitor-1' }, 10_000);
const [cookie] = saveTrackingToCookie(new Response('the page'), token).headers.getSetCookie();

const submitted = new Request(new URL('/register', page), {
  method: 'POST',
  headers: { referer: new URL('/', page).href, cookie: cookie.split(';')[0], 'x-trace-id': 'trace_edge-visitor' },
});
const registration = {
  registration_id: 'edge-reg-1',
  campaign_id: 'edge-spring',
  ...extractTrackingFromRequest(submitted),
};
process.stdout.write(JSON.stringify(await tracking.register(registration)));
