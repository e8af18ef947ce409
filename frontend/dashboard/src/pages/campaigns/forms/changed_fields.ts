/** Those that were changed, so that a write touches nothing that somebody else has changed meanwhile. */
export function changedFields<Name extends string>(
  before: Readonly<Record<Name, string>>,
  draft: Readonly<Record<Name, string>>,
): Partial<Record<Name, string>> {
  const names = Object.keys(draft) as Name[];
  const changed = names.filter((name) => draft[name] !== before[name]).map((name) => [name, draft[name]]);
  return Object.fromEntries(changed) as Partial<Record<Name, string>>;
}

/** Those that say something: an empty field is one that was not sent. */
export function filledFields<Name extends string>(
  draft: Readonly<Record<Name, string>>,
): Partial<Record<Name, string>> {
  const filled = Object.entries<string>(draft).filter(([, value]) => value.trim() !== '');
  return Object.fromEntries(filled) as Partial<Record<Name, string>>;
}
