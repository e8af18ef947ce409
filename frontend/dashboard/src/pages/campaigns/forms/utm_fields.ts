import type { Link } from '../queries';

export const UTM_NAMES = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'] as const;
export type UtmName = (typeof UTM_NAMES)[number];

export const NO_UTM: Readonly<Record<UtmName, string>> = {
  utm_source: '',
  utm_medium: '',
  utm_campaign: '',
  utm_term: '',
  utm_content: '',
};

/** As a form shows them: an empty field where there is none. */
export function utmOf(link: Pick<Link, UtmName>): Record<UtmName, string> {
  return Object.fromEntries(UTM_NAMES.map((name) => [name, link[name] ?? ''])) as Record<UtmName, string>;
}
