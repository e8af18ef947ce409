import type { FunnelReport, FunnelStep } from '../queries';

/** For tests: a step as the API has it. */
export function someStep(some: Partial<FunnelStep> = {}): FunnelStep {
  return {
    event_type: 'm_page_view',
    count: 0,
    conversion_from_first: null,
    conversion_from_previous: null,
    dropped: null,
    median_seconds: null,
    p90_seconds: null,
    previous_count: null,
    ...some,
  };
}

/** For tests: of 200 people 84 went on. */
export const STEPS: FunnelStep[] = [
  someStep({ count: 200, conversion_from_first: 1, dropped: 116, previous_count: 100 }),
  someStep({
    event_type: 'm_auth_login_start',
    count: 84,
    conversion_from_first: 0.42,
    conversion_from_previous: 0.42,
    median_seconds: 61.5,
    p90_seconds: 3600,
    previous_count: 50,
  }),
];

export const REPORT: FunnelReport = {
  range: { from: '2026-11-16', to: '2026-11-22', timezone: 'Asia/Seoul', days: 7 },
  as_of: '2026-11-22T03:00:00.000Z',
  truncated_traces: 0,
  steps: STEPS,
  breakdown: [
    { value: 'spring', steps: STEPS },
    { value: null, steps: [someStep({ count: 3, conversion_from_first: 1 }), someStep()] },
  ],
};
