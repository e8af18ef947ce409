/** URLs that a person can read and the API's own parameter names: `?type=a&type=b&from=2026-11-01`. */
export type SearchValue = string | string[];

/** A parameter that stands once is a string, one that repeats a list of strings; empty ones do not count. */
export function parseSearch(text: string): Record<string, SearchValue> {
  const found = new Map<string, SearchValue>(); // a plain object would know `constructor` already
  for (const [name, value] of new URLSearchParams(text)) {
    if (value === '') continue;
    const before = found.get(name);
    found.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(found);
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const each of several(value)) if (each !== '') parameters.append(name, each);
  }
  const text = parameters.toString();
  return text && `?${text}`;
}

const AROUND_AT = /\S@\S/;

/** Text that may hold an address stands in no URL, and goes out in none. */
export function mayHoldAddress(text: string): boolean {
  return AROUND_AT.test(text.normalize('NFKC'));
}

/** One value; of several the last, as the API reads cursors and days. */
export function one(value: unknown): string | undefined {
  const last = Array.isArray(value) ? (value.at(-1) as unknown) : value;
  return typeof last === 'string' ? last : undefined;
}

export function several(value: unknown): string[] {
  return [value].flat().filter((each): each is string => typeof each === 'string');
}
