import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/**
 * After a step to another page the focus is on its heading, which a screen reader then reads, as after a page load.
 *
 * Not on the first page, nor where the page itself has put the focus on something.
 */
export function useFocusOnNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        const main = document.getElementById('main');
        if (!fromLocation || !pathChanged || !main || main.contains(document.activeElement)) return;
        const heading = main.querySelector('h1') ?? main;
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
      }),
    [router],
  );
}
