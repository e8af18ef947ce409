import { mayHoldAddress, one, several } from '../../app/search_params';
import { readRange } from '../../time/range';
import { PEOPLE_FILTERS, SOURCES, type FeedSearch, type Source } from './filter/filters';

/** What stands in the URL of the page: the feed's own parameters, and how they are looked at. */
export type EventsSearch = FeedSearch & {
  /** Ids of the columns shown, with commas; none: as this browser last had them. */
  columns?: string;
  /** New events appear by themselves. */
  live?: '1';
  /** Name of the row that is open. */
  event?: string;
};

const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const OUTCOMES = ['true', 'false', 'null'];
const TEXTS = [...PEOPLE_FILTERS, 'error_code', 'campaign_id'] as const;

/**
 * Of closed sets only what is in them; whether a type or a trace id is one, the service says.
 * A range that is none is the default one, as on every page.
 */
export function readEventsSearch(search: Record<string, unknown>): EventsSearch {
  const found: EventsSearch = { ...readRange(search), ...readInstants(search) };
  const types = [...new Set(several(search.type))];
  if (types.length > 0) found.type = types;
  for (const name of TEXTS) {
    const asked = one(search[name]);
    const text = name === 'error_code' ? asked : asked?.trim(); // a sender's code may begin or end with a space
    if (text?.trim() && (name === 'q_email' || !mayHoldAddress(text))) found[name] = text;
  }
  const success = readOutcomes(one(search.success));
  if (success) found.success = success;
  const source = one(search.source);
  if (isSource(source)) found.source = source;
  const columns = one(search.columns);
  if (columns) found.columns = columns;
  if (one(search.live) === '1') found.live = '1';
  const event = one(search.event);
  if (event && !mayHoldAddress(event)) found.event = event;
  return found;
}

export function isInstant(text: string): boolean {
  return INSTANT.test(text) && !Number.isNaN(Date.parse(text));
}

/** Both ends as RFC 3339 times, in order. A plus that nobody encoded has arrived as a space. */
function readInstants(search: Record<string, unknown>): { from?: string; to?: string } {
  const [from, to] = [one(search.from), one(search.to)].map((text) => text?.replace(' ', '+'));
  if (!from || !to || !isInstant(from) || !isInstant(to) || Date.parse(from) >= Date.parse(to)) return {};
  return { from, to };
}

/** In the API's order, so that the same outcomes are the same URL; all of them are no filter. */
function readOutcomes(text: string | undefined): string | undefined {
  const asked = text?.split(',') ?? [];
  const known = OUTCOMES.filter((outcome) => asked.includes(outcome));
  return known.length > 0 && known.length < OUTCOMES.length ? known.join(',') : undefined;
}

function isSource(text: string | undefined): text is Source {
  return SOURCES.some((source) => source === text);
}
