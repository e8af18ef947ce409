/** A small line without axes, drawn beside its number; gaps where there is no number. Decoration: the number says it all. */
export function Sparkline({
  values,
  width = 96,
  height = 28,
}: {
  values: readonly (number | null)[];
  width?: number;
  height?: number;
}) {
  const numbers = values.filter((value): value is number => value !== null);
  if (numbers.length < 2) return <svg width={width} height={height} aria-hidden />;
  const least = Math.min(...numbers);
  const span = Math.max(...numbers) - least || 1;
  const x = (index: number) => 2 + (index * (width - 4)) / (values.length - 1);
  const y = (value: number) => height - 3 - ((value - least) / span) * (height - 6);
  const path = values
    .map((value, index) => {
      if (value === null) return '';
      const pen = index === 0 || (values[index - 1] ?? null) === null ? 'M' : 'L';
      return `${pen}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join(' ');
  return (
    <svg width={width} height={height} aria-hidden focusable="false">
      <path d={path} fill="none" stroke="currentColor" strokeWidth={1.5} strokeLinejoin="round" />
    </svg>
  );
}
