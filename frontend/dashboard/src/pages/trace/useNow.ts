import { useEffect, useState } from 'react';

const EVERY_MS = 10_000;

/** Milliseconds since 1970, moving on by itself, for what depends on how long ago something was. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
