import cases from '../../../tests/domain/trace_id_cases.json' with { type: 'json' };
import { expect, test } from 'vitest';
import { createTraceId, sanitizeTraceId } from '../src/traceId.js';

test.each(cases)('$name', ({ input, expected }) => {
  expect(sanitizeTraceId(input) ?? null).toBe(expected);
});

test('a new id is one, and another each time', () => {
  const id = createTraceId();
  expect(sanitizeTraceId(id)).toBe(id);
  expect(createTraceId()).not.toBe(id);
});

test.each([[{}], [['trace_a']], [42], [undefined]])('what is no text is no id: %j', (value) => {
  expect(sanitizeTraceId(value)).toBeUndefined();
});
