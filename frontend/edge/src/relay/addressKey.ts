/** One client by its address: an IPv6 host has a whole /64 of them, and would else be as many clients as it likes. */

const GROUPS = 8;

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
