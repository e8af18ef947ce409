import { describe, expect, it } from 'vitest';
import { csvHeader, csvLines } from './csv';

describe('the CSV', () => {
  it('begins so that spreadsheets read it as UTF-8', () => {
    expect(csvHeader(['시각 (Asia/Seoul)', '유형'])).toBe('\uFEFF"시각 (Asia/Seoul)","유형"\r\n');
  });

  it('quotes as RFC 4180 has it', () => {
    expect(csvLines([['a "b"', 'c,d', 'e\r\nf', '']])).toBe('"a ""b""","c,d","e\r\nf",""\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', "=cmd|' /C calc'!A0"])('runs nothing: %j', (text) => {
    expect(csvLines([[text]])).toBe(`"'${text}"\r\n`);
  });

  it.each(['a=1', ' =1', '–', "'=1", 'kim@example.com', '1-2', ''])('leaves alone what is no formula: %j', (text) => {
    expect(csvLines([[text]])).toBe(`"${text}"\r\n`);
  });

  it('keeps a cell whole where spreadsheets separate by semicolons', () => {
    expect(csvLines([['a;=1+1', 'b']])).toBe('"a;=1+1","b"\r\n');
  });
});
