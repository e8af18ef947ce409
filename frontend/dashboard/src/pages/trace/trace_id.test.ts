import { describe, expect, it } from 'vitest';
import cases from '../../../../../tests/domain/trace_id_cases.json';
import { readTraceId } from './trace_id';

describe('a trace id', () => {
  it.each(
    (cases as { name: string; input: string | null; expected: string | null }[]).filter(({ input }) => input !== null),
  )('is read as the service reads it: $name', ({ input, expected }) => {
    expect(readTraceId(input ?? '')).toBe(expected);
  });
});
