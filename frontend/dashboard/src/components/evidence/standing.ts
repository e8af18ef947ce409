import type { Schemas } from '../../api/client';

type Snapshot = Schemas['Snapshot'];
export type Source = Schemas['Source'];

/** In the order in which they are asked. */
export const SOURCES: readonly Source[] = ['url', 'cookie', 'link'];

/**
 * What became of a source: `credited` it is what counted, or its UTM fields `without-link`, whose own did not hold;
 * `refused` by a guard; `passed-over` though valid; it held `nothing`, or was `absent` altogether.
 */
export type Standing = 'credited' | 'without-link' | 'refused' | 'passed-over' | 'nothing' | 'absent';

export function standingOf(source: Source, snapshot: Snapshot): Standing {
  if (snapshot.candidates[source] === null) return 'absent';
  const failed = guardsOf(source, snapshot).some((guard) => !guard.passed);
  if (snapshot.decision.attribution?.source === source) return failed ? 'without-link' : 'credited';
  if (failed) return 'refused';
  return holdsSomething(source, snapshot) ? 'passed-over' : 'nothing';
}

export function guardsOf(source: Source, snapshot: Snapshot): Schemas['GuardKept'][] {
  return snapshot.guards.filter((guard) => guard.source === source);
}

function holdsSomething(source: Source, { candidates }: Snapshot): boolean {
  const claims = { url: candidates.url, cookie: candidates.cookie?.claims, link: candidates.link }[source];
  return Object.entries(claims ?? {}).some(([name, value]) => /^(cid|utm_)/.test(name) && value !== null);
}
