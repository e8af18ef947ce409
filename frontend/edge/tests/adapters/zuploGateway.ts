/** A gateway after Zuplo's documentation: its request class, its context, and the order of policies and hooks. */

import type { GatewayContext } from '../../src/adapters/zuplo.js';

interface Init extends RequestInit {
  params?: Record<string, string>;
  user?: unknown;
}

/** https://zuplo.com/docs/programmable-api/zuplo-request */
export class ZuploRequest extends Request {
  readonly params: Record<string, string>;
  user: unknown;

  constructor(input: string | Request, init: Init = {}) {
    super(input, init);
    const from = input instanceof ZuploRequest ? input : undefined;
    this.params = init.params ?? from?.params ?? {};
    this.user = init.user ?? from?.user;
  }

  get query(): Record<string, string> {
    return Object.fromEntries(new URL(this.url).searchParams);
  }
}

type SendingHook = Parameters<GatewayContext['addResponseSendingHook']>[0];
type FinalHook = Parameters<GatewayContext['addResponseSendingFinalHook']>[0];

/** https://zuplo.com/docs/programmable-api/zuplo-context */
export class ZuploContext implements GatewayContext {
  readonly custom: Record<string, unknown> = {};
  readonly background: Promise<unknown>[] = [];
  readonly sending: SendingHook[] = [];
  readonly final: FinalHook[] = [];

  constructor(private readonly hold: (promise: Promise<unknown>) => void = () => undefined) {}

  waitUntil(promise: Promise<unknown>): void {
    this.background.push(promise);
    this.hold(promise);
  }

  addResponseSendingHook(hook: SendingHook): void {
    this.sending.push(hook);
  }

  addResponseSendingFinalHook(hook: FinalHook): void {
    this.final.push(hook);
  }

  /** All that runs in the background has ended. */
  async settled(): Promise<void> {
    for (const promise of this.background) await promise; // those that others have added, too
  }
}

export type Policy = (request: ZuploRequest, context: ZuploContext) => Promise<ZuploRequest | Response>;
export type Handler = (request: ZuploRequest) => Promise<Response>;

/** https://zuplo.com/docs/programmable-api/hooks: policies, handler, sending hooks, final hooks, then it is sent. */
export async function respond(
  request: ZuploRequest,
  context: ZuploContext,
  { policies, handler }: { policies: Policy[]; handler: Handler },
): Promise<Response> {
  let latest = request;
  let response: Response | undefined;
  for (const policy of policies) {
    const result = await policy(latest, context);
    if (result instanceof Response) {
      response = result;
      break;
    }
    latest = result;
  }
  response ??= await handler(latest);
  for (const hook of context.sending) response = await hook(response);
  for (const hook of context.final) hook(response, latest);
  return response;
}
