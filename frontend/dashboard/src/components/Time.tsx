import { useFormats } from '../format/useFormats';

/** An instant in the reporting timezone; in full on hover. */
export function Time({ at, short = false }: { at: string; short?: boolean }) {
  const formats = useFormats();
  return (
    <time
      dateTime={at}
      title={formats.dateTimeLong(at)}
      style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}
    >
      {short ? formats.clock(at) : formats.dateTime(at)}
    </time>
  );
}
