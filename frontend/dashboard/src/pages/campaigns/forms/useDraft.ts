import { useEffect, useRef, useState, type ChangeEvent, type RefObject } from 'react';
import { sortRefusals } from './refusals';

type Field = {
  name: string;
  value: string;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
  refused: string | null;
};

export type DraftForm<Name extends string> = {
  draft: Record<Name, string>;
  field: (name: Name) => Field;
  set: (name: Name, value: string) => void;
  /** What was refused of the form as a whole. */
  trouble: unknown;
  /** Of the form, so that the first refused field gets the focus. */
  ref: RefObject<HTMLFormElement | null>;
};

/** What was typed stays, whatever becomes of sending it; a refusal leaves its field once that is changed. */
export function useDraft<Name extends string>(start: Record<Name, string>, error: unknown): DraftForm<Name> {
  const [draft, setDraft] = useState(start);
  const [mended, setMended] = useState<{ of: unknown; fields: readonly Name[] }>({ of: null, fields: [] });
  const ref = useRef<HTMLFormElement>(null);
  const { byField, other } = sortRefusals(error, Object.keys(start));

  useEffect(() => {
    if (error) ref.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);

  const set = (name: Name, value: string) => {
    setDraft((before) => ({ ...before, [name]: value }));
    setMended((before) => ({ of: error, fields: before.of === error ? [...before.fields, name] : [name] }));
  };
  const isMended = (name: Name) => mended.of === error && mended.fields.includes(name);
  return {
    draft,
    set,
    ref,
    trouble: other,
    field: (name) => ({
      name,
      value: draft[name],
      onChange: (event) => set(name, event.currentTarget.value),
      refused: isMended(name) ? null : (byField.get(name) ?? null),
    }),
  };
}
