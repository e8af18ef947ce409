/** Which requests begin and end a sign-in, and what is sent of them. */

import { holdOpen } from '../background.js';
import type { Background, TracefunnelClient } from '../client.js';
import { readJsonCopy } from './jsonBody.js';
import { matchesPath } from './pathPattern.js';
import { type Fields, findFields, isOutcomeType, makeEvent, type OutcomeType, type Seen } from './zuploEvents.js';

export interface OutcomeRule {
  /** `POST`, unless it says another. */
  method?: string;
  /** Of the request's URL, such as `/auth/otp/verify`. A segment such as `{provider}` or `:provider` is any one. */
  path: string;
  /** What is sent when the request comes, */
  start?: OutcomeType | readonly OutcomeType[];
  /** when it was answered with 2xx, */
  success?: OutcomeType | readonly OutcomeType[];
  /** and when with 4xx or 5xx. A redirect is neither: only its target knows how it ended. */
  failure?: OutcomeType | readonly OutcomeType[];
  /** Where the identifiers are, if not where they usually are. */
  fields?: Fields;
}

/** A gateway's request: `user` is whom a policy before has authenticated. */
export type GatewayRequest = Request & { user?: unknown };

export interface Watch {
  rules: readonly OutcomeRule[];
  client: TracefunnelClient;
  background: Background;
  traceId: string | undefined;
}

/**
 * Sends what begins with the request, and gives what is to be told of the response. Undefined: no rule names it.
 * To be called before the request's body is read. Never throws.
 */
export function watchOutcome(
  request: GatewayRequest,
  { rules, client, background, traceId }: Watch,
): ((response: Response, latest: GatewayRequest) => void) | undefined {
  const matching = rulesOf(request, rules);
  if (matching.length === 0) return undefined;
  const asked = readJsonCopy(request);

  const send = (at: 'start' | 'success' | 'failure', user: unknown, response?: Response): void => {
    const here = matching.filter((rule) => typesOf(rule, at).length > 0);
    if (here.length === 0) return;
    const occurred_at = new Date().toISOString(); // not when its body has been read
    const answered = at !== 'start' && response ? readJsonCopy(response) : undefined;
    const task = async (): Promise<void> => {
      const places = { request: await asked, response: await answered, user };
      for (const rule of here) {
        const seen: Seen = {
          occurred_at,
          ...(traceId === undefined ? {} : { trace_id: traceId }),
          ...(at === 'start' ? {} : { success: at === 'success' }),
          ...(at === 'failure' && response ? { error_code: `http_${response.status}` } : {}),
          ...findFields(at === 'failure' ? [...WHO, 'error_code'] : WHO, rule.fields ?? {}, places),
        };
        for (const type of typesOf(rule, at)) {
          const event = makeEvent(type, seen);
          if (event) client.track(event, background);
          else if (type !== 'm_auth_get_user' || traceId !== undefined) sayOnce(unsent(rule, type));
        }
      }
    };
    holdOpen(
      background,
      task().catch(() => undefined),
    );
  };

  send('start', request.user);
  return (response, latest) => {
    if (response.ok) send('success', latest.user, response);
    else if (response.status >= 400) send('failure', latest.user, response);
  };
}

const WHO = ['email', 'user_id', 'tenant_id'] as const;

/** Rules come from a JSON file that nobody has checked: what is none is left out, and said. */
function rulesOf(request: Request, rules: readonly OutcomeRule[]): OutcomeRule[] {
  const { pathname } = new URL(request.url);
  return (Array.isArray(rules) ? (rules as unknown[]) : [rules]).filter((rule): rule is OutcomeRule => {
    if (!isRule(rule)) {
      sayOnce('tracefunnel: outcomes are a list of rules, each with a path');
      return false;
    }
    return (rule.method ?? 'POST').toUpperCase() === request.method && matchesPath(rule.path, pathname);
  });
}

function isRule(rule: unknown): rule is OutcomeRule {
  const { path, method = 'POST' } = (rule ?? {}) as { path?: unknown; method?: unknown };
  return typeof path === 'string' && typeof method === 'string';
}

function unsent({ method = 'POST', path }: OutcomeRule, type: OutcomeType): string {
  return `tracefunnel: ${type} of ${method} ${path} is not sent: the bodies do not have what it must carry`;
}

function typesOf(rule: OutcomeRule, at: 'start' | 'success' | 'failure'): readonly OutcomeType[] {
  const named: unknown = rule[at] ?? [];
  const types: unknown[] = Array.isArray(named) ? named : [named];
  return types.filter((type): type is OutcomeType => {
    if (isOutcomeType(type)) return true;
    sayOnce(`tracefunnel: ${at} of the outcome ${rule.path} names a type that is none of signing in`);
    return false;
  });
}

const said = new Set<string>();

/** Once in an isolate: a request may come as often as somebody likes. Nothing of one is ever quoted. */
function sayOnce(text: string): void {
  if (said.has(text)) return;
  said.add(text);
  console.warn(text);
}
