import type { EventType } from '../../api/event_types';

export type Stage = EventType['stage'];
/** A field that must be there; of several one is enough. */
export type Required = { alternatives: string[] };

export function requiredOf({ required }: Pick<EventType, 'required'>): Required[] {
  return required.map((entry) => ({ alternatives: entry.split('|') }));
}

/** Each word of the text is in the name, in a label of either language, in the `when` shown, or in a field. */
export function matching(types: readonly EventType[], text: string, whenOf: (type: EventType) => string): EventType[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return types.filter((type) => {
    const all = [type.event_type, type.label.en, type.label.ko, whenOf(type), ...type.required];
    const searched = all.join('\n').toLocaleLowerCase();
    return words.every((word) => searched.includes(word));
  });
}

/** In the order in which they come; stages without any are left out. */
export function byStage(types: readonly EventType[]): { stage: Stage; types: EventType[] }[] {
  const groups = new Map<Stage, EventType[]>();
  for (const type of types) groups.set(type.stage, [...(groups.get(type.stage) ?? []), type]);
  return [...groups].map(([stage, those]) => ({ stage, types: those }));
}
