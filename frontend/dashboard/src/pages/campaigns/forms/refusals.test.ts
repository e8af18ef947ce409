import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../api/errors';
import { KNOWN_REFUSALS, refusalKey, sortRefusals } from './refusals';

const SERVICE = new URL('../../../../../../chalicelib/', import.meta.url);
const SAID_IN = [
  'domain/refusal_words.py',
  'domain/tracking/incoming_link.py',
  'domain/tracking/allowed_hosts.py',
  'usecases/create_link.py',
  'usecases/create_campaign.py',
];

describe('what the service refuses', () => {
  const taken = new ApiError(409, 'There is a link of that cid already', [
    { field: 'cid', reason: 'taken: choose', index: null },
  ]);

  it('is shown at its field', () => {
    const { byField, other } = sortRefusals(taken, ['cid', 'utm_source']);
    expect([...byField]).toEqual([['cid', 'taken: choose']]);
    expect(other).toBeNull();
  });

  it('is said of the whole form where the form has no such field', () => {
    const { byField, other } = sortRefusals(taken, ['utm_source']);
    expect(byField.size).toBe(0);
    expect(other).toBe(taken);
  });

  it('keeps what may pass apart from what was typed', () => {
    const away = new ApiError(503, 'later');
    expect(sortRefusals(away, ['cid'])).toEqual({ byField: new Map(), other: away });
  });

  it('keeps its own words where the page has none for them', () => {
    expect(refusalKey('must be a prime number')).toBeNull();
    expect(refusalKey('must be 3 to 64 of A-Z a-z 0-9 _ -')).toBe('cid');
  });

  it('is still said in these words', () => {
    const said = SAID_IN.map((file) => readFileSync(new URL(file, SERVICE), 'utf8')).join('\n');
    const templates = KNOWN_REFUSALS.map(([words]) => words.replace('256', '{max_length}'));
    expect(templates.filter((words) => !said.includes(words))).toEqual([]);
  });
});
