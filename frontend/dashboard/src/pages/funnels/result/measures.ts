import type { Formats } from '../../../format/formats';
import { DASH } from '../../../format/formats';
import type { FunnelStep } from '../queries';

/** Of nothing there is no share: null, and never zero. */
export function ratioOf(count: number | null | undefined, of: number | null | undefined): number | null {
  return count === null || count === undefined || !of ? null : count / of;
}

/** How many of those who began came to the end: now and in the period before, null where it is not compared. */
export function overall(steps: readonly FunnelStep[]) {
  const [first, last] = [steps[0], steps.at(-1)];
  const conversion = last?.conversion_from_first ?? null;
  const before = ratioOf(last?.previous_count, first?.previous_count);
  return {
    entered: first?.count ?? 0,
    completed: last?.count ?? 0,
    conversion,
    before,
    change: conversion === null || before === null ? null : conversion - before,
  };
}

export type StepMeasures = {
  /** Parts of a whole bar, from 0 to 1; that of the period before is null where it is not compared. */
  length: number;
  lengthBefore: number | null;
  dropRatio: number | null;
  conversionBefore: number | null;
  /** Of the conversion from the first step; null where there is nothing to compare. */
  change: number | null;
  /** Of how many reached it. */
  countChange: number | null;
};

export function measuresOf(step: FunnelStep, first: FunnelStep): StepMeasures {
  const conversionBefore = ratioOf(step.previous_count, first.previous_count);
  const conversion = step.conversion_from_first;
  return {
    length: conversion ?? 0,
    lengthBefore: conversionBefore,
    dropRatio: ratioOf(step.dropped, step.count),
    conversionBefore,
    change: conversion === null || conversionBefore === null ? null : conversion - conversionBefore,
    countChange: step.previous_count === null ? null : step.count - step.previous_count,
  };
}

/** As a person says it; a dash where nobody took any time. */
export function timeText(seconds: number | null, formats: Formats): string {
  return seconds === null ? DASH : formats.duration(seconds * 1000);
}
