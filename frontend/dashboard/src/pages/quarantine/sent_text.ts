/** Characters that would hide or turn the text around them: written as JSON may write them, so that they are seen. */
const UNSEEN = /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** What was sent, as JSON to read. */
export function sentText(event: unknown): string {
  return JSON.stringify(event, null, 2).replace(
    UNSEEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The type that it says it is of, whether there is such a type or not. */
export function sentType(event: unknown): string | null {
  if (typeof event !== 'object' || event === null || !('event_type' in event)) return null;
  return typeof event.event_type === 'string' ? event.event_type : null;
}
