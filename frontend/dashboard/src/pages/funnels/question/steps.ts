import type { EventType } from '../../../api/event_types';
import { FEWEST_STEPS, MOST_STEPS } from '../search';

/** Steps are names of event types; what may not be is null. */

export function added(steps: readonly string[], step: string): string[] | null {
  return steps.length < MOST_STEPS ? [...steps, step] : null;
}

export function replaced(steps: readonly string[], place: number, step: string): string[] {
  return steps.map((before, each) => (each === place ? step : before));
}

export function without(steps: readonly string[], place: number): string[] | null {
  return steps.length > FEWEST_STEPS ? steps.filter((_, each) => each !== place) : null;
}

/** `by`: -1 is one up, 1 one down. */
export function moved(steps: readonly string[], place: number, by: -1 | 1): string[] | null {
  const [step, other] = [steps[place], steps[place + by]];
  if (step === undefined || other === undefined) return null;
  return replaced(replaced(steps, place, other), place + by, step);
}

export function areSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((step, place) => step === others[place]);
}

export type StepOption = { value: string; label: string };
export type StepGroup = { group: string; items: StepOption[] };

/** All types by their stage, as the dictionary has them. */
export function stepGroups(
  types: readonly Pick<EventType, 'event_type' | 'stage' | 'label'>[],
  named: { stage: (stage: EventType['stage']) => string; type: (label: EventType['label']) => string },
): StepGroup[] {
  const stages = [...new Set(types.map(({ stage }) => stage))];
  return stages.map((stage) => ({
    group: named.stage(stage),
    items: types
      .filter((type) => type.stage === stage)
      .map((type) => ({ value: type.event_type, label: named.type(type.label) })),
  }));
}

/** What somebody types may be part of what a type is called, of its own name, or of its stage's. */
export function matchingGroups(groups: readonly StepGroup[], typed: string): StepGroup[] {
  const wanted = typed.trim().toLowerCase();
  const fits = (text: string) => text.toLowerCase().includes(wanted);
  return groups
    .map(({ group, items }) => ({
      group,
      items: fits(group) ? items : items.filter(({ value, label }) => fits(value) || fits(label)),
    }))
    .filter(({ items }) => items.length > 0);
}
