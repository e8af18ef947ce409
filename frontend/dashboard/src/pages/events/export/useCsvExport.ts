import { useEffect, useRef, useState } from 'react';
import { useNoticeSignedOut } from '../../../api/session';
import type { FeedEvent } from '../feed/pages';
import type { FeedSearch } from '../filter/filters';
import { csvHeader, csvLines } from './csv';
import { readRest } from './read_rest';
import { saveCsv } from './save_csv';

export type ExportState =
  | { is: 'idle' }
  | { is: 'running'; rows: number }
  | { is: 'done'; rows: number; fileName: string }
  | { is: 'failed'; error: unknown };

/** What the screen shows; `cells`: of one event, as the screen has them. */
export type Screen = {
  asked: FeedSearch;
  shown: readonly FeedEvent[];
  /** Where the feed goes on behind them; null at its end. */
  cursor: string | null;
  header: readonly string[];
  cells: (event: FeedEvent) => string[];
  fileName: string;
};

/** Everything that is filtered, saved as a file; it is on its way until it is done, cancelled, or the page is left. */
export function useCsvExport() {
  const [state, setState] = useState<ExportState>({ is: 'idle' });
  const running = useRef<AbortController | null>(null);
  const noticeSignedOut = useNoticeSignedOut();
  useEffect(() => () => running.current?.abort(), []);

  const start = async ({ asked, shown, cursor, header, cells, fileName }: Screen) => {
    if (running.current) return;
    const controller = new AbortController();
    running.current = controller;
    let parts: string[] = [];
    let rows = 0;
    setState({ is: 'running', rows });
    try {
      for await (const { events, anew } of readRest(asked, { shown, cursor }, controller.signal)) {
        if (anew) [parts, rows] = [[], 0];
        parts.push(csvLines(events.map(cells)));
        rows += events.length;
        setState({ is: 'running', rows });
      }
      saveCsv([csvHeader(header), ...parts], fileName);
      setState({ is: 'done', rows, fileName });
    } catch (error) {
      noticeSignedOut(error);
      setState(controller.signal.aborted ? { is: 'idle' } : { is: 'failed', error });
    } finally {
      running.current = null;
    }
  };
  return { state, start, cancel: () => running.current?.abort(), forget: () => setState({ is: 'idle' }) };
}

export type CsvExport = ReturnType<typeof useCsvExport>;
