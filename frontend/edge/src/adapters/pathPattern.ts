/** The paths of Zuplo's options: `/auth/{provider}`, in which `{…}` or `:…` stands for any one segment. */

const ANY = /^(:.+|\{.+\})$/;

/** Slashes at the end, and several for one, count for nothing. What is no text matches no path. */
export function matchesPath(pattern: unknown, path: string): boolean {
  if (typeof pattern !== 'string') return false;
  const wanted = segments(pattern);
  const given = segments(path);
  return wanted.length === given.length && wanted.every((one, index) => ANY.test(one) || one === given[index]);
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}
