import { useFormats } from '../../format/useFormats';
import { useNow } from '../../time/useNow';

/** How long something lasts by now, second by second. */
export function Lasting({ since, text }: { since: string; text: (duration: string) => string }) {
  const formats = useFormats();
  const now = useNow(1000);
  const ms = Math.max(0, now.getTime() - Date.parse(since));
  const wholeSeconds = Math.floor(ms / 1000) * 1000;
  return <span className="tf-steady">{text(formats.duration(Math.max(1000, wholeSeconds)))}</span>;
}
