export const UTM_NAMES = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'] as const;
export type UtmFields = Partial<Record<(typeof UTM_NAMES)[number], string | null>>;

/** Those that are there, under the names that they have in a URL, which every language shares. */
export function utmFacts(fields: UtmFields): { label: string; value: string }[] {
  return UTM_NAMES.flatMap((label) => {
    const value = fields[label];
    return value ? [{ label, value }] : [];
  });
}
