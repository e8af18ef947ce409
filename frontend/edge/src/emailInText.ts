/**
 * E-mail addresses in a short text of visible ASCII: what the service takes for one in a trace id, to the letter.
 *
 * The service's pattern never gives back what a run has taken; `(?=(…))\1` does the same here. Only for texts of a
 * trace id's length and alphabet: the rest of the service's rule (other scripts, spaces) has no place in those.
 */

const ENCODED_AT = '%(?:25)*40';
const DELIMITERS = '@<>()\\[\\]{},;:"\\\\/=&?#|`';
const ENDS_NO_HOST = ".'!*+^~_$%\\-";
const RUN = `[^${DELIMITERS}]`;

const HAS_DOT = '[\\w-]+\\.[\\w-]';
const UNLIKELY_IN_LOCAL = "/=&?#|{}`')";
const NO_QUOTED_EDGE = '[,:;=(){}\\[\\]<>\\\\]';

let address: RegExp | undefined;

/** Throws where the browser knows no lookbehind (Safari before 16.4): made at its first use, so that importing does not. */
export function holdsEmail(text: string): boolean {
  address ??= makeAddress();
  return address.test(text);
}

function makeAddress(): RegExp {
  let groups = 0;
  /** A group that, once it has matched, is never tried another way. */
  const atomic = (pattern: string): string => {
    groups += 1;
    return `(?=(?<g${String(groups)}>${pattern}))\\k<g${String(groups)}>`;
  };
  const local = (): string => atomic(`(?:[^${DELIMITERS}%]|%(?!(?:25)*40))+`);
  const separator = (): string => atomic(`(?:@|${ENCODED_AT})+`);
  const host = (): string =>
    `(?:${atomic(`(?:[${ENDS_NO_HOST}]*[^${DELIMITERS}${ENDS_NO_HOST}]+)+`)}` +
    `|\\[(?:[Ii][Pp][Vv]6:)?(?=[0-9A-Fa-f]*[.:])[0-9A-Fa-f.:]+\\])`;
  const quoted = `"(?!${NO_QUOTED_EDGE})[^"]+(?<!${NO_QUOTED_EDGE})"`;
  return new RegExp(
    `(?<!${RUN})${atomic(`(?:${ENCODED_AT}|')*`)}${local()}(?:${separator()}${host()}|\\\\+@(?=${HAS_DOT})${host()})` +
      `|${quoted}${separator()}${host()}` +
      `|(?:(?<=[${UNLIKELY_IN_LOCAL}]|${RUN})@|(?<=[${UNLIKELY_IN_LOCAL}])${ENCODED_AT})(?=${HAS_DOT})${host()}`,
  );
}
