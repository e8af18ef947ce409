import { describe, expect, it } from 'vitest';
import { makeFormats } from '../../../format/formats';
import { someEvent } from '../feed/some_feed';
import { cellText, detailText, type Words } from './cell_text';
import { columnsAtFirst, columnsFor, readColumns, tracksOf } from './columns';
import { payloadText } from './payload_text';
import { rowNames } from './row_names';

const TS = '2026-11-22T09:15:02.120Z';

describe('columns', () => {
  it('are the known ones, in the order of the table', () => {
    expect(readColumns('trace,nonsense,time', true)).toEqual(['time', 'trace']);
    expect(readColumns('nonsense', true)).toBeNull();
    expect(readColumns(undefined, true)).toBeNull();
  });

  it('tell a viewer nothing about people, whatever the URL says', () => {
    expect(readColumns('trace,email,tenant,detail,user,anonymous,job,id', false)).toBeNull();
    expect(columnsAtFirst(false).every((id) => columnsFor(false).some((column) => column.id === id))).toBe(true);
  });

  it('are as wide in each row as in the header', () => {
    expect(tracksOf(columnsFor(true)).tracks).not.toMatch(/auto|max-content|min-content/);
  });
});

describe('a cell', () => {
  const words = (language: string): Words => ({
    formats: makeFormats(language, 'Asia/Seoul'),
    typeLabel: (name) => name,
    outcome: String,
  });

  it('says the time in the reporting timezone, as the language has it', () => {
    const event = someEvent({ ts: TS });
    expect(cellText('time', event, words('en'))).toBe('Nov 22, 2026 18:15:02');
    expect(cellText('time', event, words('ko'))).toBe('2026. 11. 22. 18:15:02');
  });

  it('says the masked address, else domain and fingerprint', () => {
    const email = { fingerprint: 'fp_1', domain: 'example.com', masked: 'k***@example.com' };
    const said = (shown: typeof email | null, masked: boolean) =>
      cellText(
        'email',
        someEvent({ ts: TS, email: shown && { ...shown, masked: masked ? shown.masked : null } }),
        words('en'),
      );
    expect(said(email, true)).toBe('k***@example.com');
    expect(said(email, false)).toBe('example.com fp_1');
    expect(said(null, false)).toBe('');
  });

  it('is empty where there is nothing', () => {
    const said = columnsFor(true).map(({ id }) => cellText(id, someEvent({ ts: TS }), words('en')));
    expect(said.filter((text) => text !== '')).toEqual(['Nov 22, 2026 18:15:02', 'm_otp_send', 'm_otp_send', 'null']);
  });
});

describe('the detail', () => {
  it('is what went wrong, else what is notable first', () => {
    expect(detailText({ error_message: 'code expired', payload: { slug: 'kim' } })).toBe('code expired');
    expect(detailText({ error_message: null, payload: { tries: [1, 2], slug: 'kim', failure_stage: 'dns' } })).toBe(
      'failure_stage: dns · slug: kim · tries: [1,2]',
    );
    expect(detailText({ error_message: null, payload: null })).toBe('');
  });
});

describe('a payload', () => {
  it('spells out what would turn letters around, and leaves what is seen', () => {
    const text = payloadText({ name: 'a\u202eb\u200f', family: '👩\u200d👧', word: '한국어' });
    expect(text).toContain('"a\\u202eb\\u200f"');
    expect(text).toContain('"👩\u200d👧"');
    expect(JSON.parse(text)).toEqual({ name: 'a\u202eb\u200f', family: '👩\u200d👧', word: '한국어' });
  });
});

describe('names of rows', () => {
  it('are all different, also where two traces have one id, and without ids', () => {
    const events = [
      { id: 'a', ts: TS },
      { id: 'a', ts: TS },
      { id: null, ts: TS },
      { id: null, ts: TS },
    ];
    expect(rowNames(events)).toEqual(['a', 'a~2', TS, `${TS}~2`]);
  });
});
