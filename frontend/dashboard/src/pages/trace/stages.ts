import type { Schemas } from '../../api/client';

export type Stage = Schemas['Stage'];

/** In the order of the funnel. */
export const STAGES: readonly Stage[] = ['visit', 'registration', 'auth', 'otp', 'checkout', 'provision'];

/** `furthest`: the last one reached; `skipped`: nothing is known of it, although a later one was reached. */
export type Standing = 'reached' | 'furthest' | 'skipped' | 'ahead';
export type Step = { stage: Stage; standing: Standing; events: number; failures: number };

type Occurrence = { stage: Stage | undefined; success: boolean | null };

/** `furthest`: by all events of the trace; `occurrences`: those that are shown, which may be fewer. */
export function ladderOf(furthest: Stage, occurrences: readonly Occurrence[]): Step[] {
  const top = STAGES.indexOf(furthest);
  return STAGES.map((stage, index) => {
    const inStage = occurrences.filter((one) => one.stage === stage);
    const failures = inStage.filter((one) => one.success === false).length;
    return { stage, standing: standing(index, top, inStage.length), events: inStage.length, failures };
  });
}

function standing(index: number, top: number, events: number): Standing {
  if (index === top) return 'furthest';
  if (index > top) return 'ahead';
  return events > 0 ? 'reached' : 'skipped';
}
