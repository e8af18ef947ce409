/** One client by its address: an IPv6 host has a whole /64 of them, and would else be as many clients as it likes. */

const GROUPS = 8;
const WITH_PORT = /^(\d+(?:\.\d+){3}):\d+$|^\[([^\]]*)\](?::\d+)?$/; // as some proxies write it

/** The first 64 bits of an IPv6 address; of an IPv4 one, mapped into IPv6 or not, all of it. Other text as it is. */
export function addressKey(address: string | null | undefined): string {
  const text = (address ?? '').toLowerCase().split('%')[0] ?? ''; // without the interface of a link-local address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  if (mapped !== undefined || !text.includes(':')) return mapped ?? text;
  const [head = '', tail] = text.split('::');
  const first = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const last = tail === '' ? [] : tail.split(':');
    while (first.length + last.length < GROUPS) first.push('0');
    first.push(...last);
  }
  return first
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/**
 * For the relay's limit behind proxies of one's own: who sent this request to the outermost of them, as an `addressKey`.
 * Each adds one address at the right of X-Forwarded-For; what stands further left, the caller has written. '' where no
 * such address is there.
 */
export function forwardedKey(request: Request, trustedHops = 1): string {
  const addresses = (request.headers.get('x-forwarded-for') ?? '').split(',');
  const address = addresses[addresses.length - trustedHops]?.trim();
  const [, v4, v6] = WITH_PORT.exec(address ?? '') ?? [];
  return addressKey(v4 ?? v6 ?? address);
}
