import type { Schemas } from '../api/client';

export type EmailShown = Schemas['EmailAnswer'];

/** As far as the service's policy lets it be shown; the address itself is stored nowhere. */
export function emailText({ masked, domain, fingerprint }: EmailShown): string {
  if (masked) return masked;
  return domain ? `${domain} ${fingerprint}` : fingerprint;
}
