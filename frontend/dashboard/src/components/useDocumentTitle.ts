import { useEffect } from 'react';

/** What the browser's tab is called, and what a screen reader says first. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Tracefunnel`;
  }, [title]);
}
