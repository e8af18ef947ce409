/** The twin of `chalicelib/domain/trace_id.py`, tested against the same cases; the API has the last word. */

const SHAPE = /^trace_[!-~]{1,122}$/;
const AROUND = /^[ \t\r\n]+|[ \t\r\n]+$/g;
/** An `@`, perhaps percent-encoded (and that again), with what stands on either side of it. */
const AT = /(.?)(?:@|%(?:25)*40)(.*)/i;
const DELIMITER = /[<>()[\]{},;:/=&?#|`]/;

/** The trimmed id, or null where it has another shape, or may hold an e-mail address. */
export function readTraceId(text: string): string | null {
  const trimmed = text.replace(AROUND, '');
  return SHAPE.test(trimmed) && !mayHoldAddress(trimmed) ? trimmed : null;
}

/** Rather too careful than not: what is taken for an address stands in no URL. */
function mayHoldAddress(text: string): boolean {
  const [, before, after] = AT.exec(text) ?? [];
  if (before === undefined || after === undefined) return false;
  const named = /[\p{L}\p{N}]/u.test(after) && (!DELIMITER.test(before) || /[\w-]\.[\w-]/.test(after));
  return named || mayHoldAddress(after);
}
