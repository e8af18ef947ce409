/** The way through some events; what comes several times in a row is said once, with how often. */
export function pathText(names: readonly string[]): string {
  const parts: { name: string; times: number }[] = [];
  for (const name of names) {
    const last = parts.at(-1);
    if (last?.name === name) last.times += 1;
    else parts.push({ name, times: 1 });
  }
  return parts.map(({ name, times }) => (times > 1 ? `${name} ×${times}` : name)).join(' → ');
}
