import type { FunnelReport, FunnelStep } from '../queries';

/** What the columns and two of the cells are called, in the reader's language. */
export type CsvWords = {
  step: string;
  name: string;
  eventType: string;
  count: string;
  fromFirst: string;
  fromPrevious: string;
  dropped: string;
  median: string;
  p90: string;
  before: string;
  all: string;
  notKnown: string;
};

/** `nameOf`: what a step is called, from its place. `breakdown`: by what the values below are, null without one. */
type Shown = {
  words: CsvWords;
  nameOf: (step: FunnelStep, place: number) => string;
  eventTypes: boolean;
  breakdown: string | null;
  compared: boolean;
};

type Column = { head: string; cell: (step: FunnelStep, place: number) => string };

/** The steps, then those of each value of the breakdown: numbers as they are, so that a spreadsheet counts with them. */
export function funnelCsv(report: FunnelReport, shown: Shown): { header: string[]; rows: string[][] } {
  const { words, breakdown } = shown;
  const columns = columnsOf(shown);
  const rowsOf = (value: string, steps: readonly FunnelStep[]) =>
    steps.map((step, place) => [
      ...(breakdown === null ? [] : [value]),
      ...columns.map(({ cell }) => cell(step, place)),
    ]);
  const values = breakdown === null ? [] : report.breakdown;
  return {
    header: [...(breakdown === null ? [] : [breakdown]), ...columns.map(({ head }) => head)],
    rows: [
      ...rowsOf(words.all, report.steps),
      ...values.flatMap(({ value, steps }) => rowsOf(value ?? words.notKnown, steps)),
    ],
  };
}

function columnsOf({ words, nameOf, eventTypes, compared }: Shown): Column[] {
  return [
    { head: words.step, cell: (_, place) => String(place + 1) },
    { head: words.name, cell: nameOf },
    ...(eventTypes ? [{ head: words.eventType, cell: ({ event_type: type }: FunnelStep) => type }] : []),
    { head: words.count, cell: ({ count }) => String(count) },
    { head: words.fromFirst, cell: (step) => text(step.conversion_from_first) },
    { head: words.fromPrevious, cell: (step) => text(step.conversion_from_previous) },
    { head: words.dropped, cell: ({ dropped }) => text(dropped) },
    { head: words.median, cell: (step) => text(step.median_seconds) },
    { head: words.p90, cell: (step) => text(step.p90_seconds) },
    ...(compared ? [{ head: words.before, cell: (step: FunnelStep) => text(step.previous_count) }] : []),
  ];
}

function text(number: number | null): string {
  return number === null ? '' : String(number);
}
