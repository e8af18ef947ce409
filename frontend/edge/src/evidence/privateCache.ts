/** A response that sets one visitor's cookie is that visitor's: a cache that many share would hand it to others. */

const FOR_ONE = /^(private|no-store)$/i;
const FOR_MANY = /^(public$|s-maxage\b|private=)/i; // `private="set-cookie"` lets a cache keep the rest
const OF_CDNS = /(^|-)cdn-cache-control$|^surrogate-control$/; // by which they go instead

/** Without a `Cache-Control` too, since a cache may then decide by itself. How long the browser keeps it stays. */
export function keepPrivate(headers: Headers): void {
  for (const name of [...headers.keys()]) if (OF_CDNS.test(name)) headers.delete(name);
  const given = headers.get('cache-control')?.match(/(?:[^,"]|"[^"]*")+/g) ?? [];
  const directives = given.map((one) => one.trim()).filter((one) => one !== '');
  if (directives.some((one) => FOR_ONE.test(one))) return;
  headers.set('cache-control', ['private', ...directives.filter((one) => !FOR_MANY.test(one))].join(', '));
}
