import classes from './Sparkline.module.css';

const WIDTH = 100;
const HEIGHT = 28;

type Props = {
  values: readonly (number | null)[];
  /** In CSS: as wide as its place, unless said otherwise. */
  width?: number | string;
  height?: number;
};

/** A small line without axes, drawn beside its number; gaps where there is no number. Decoration: the number says it all. */
export function Sparkline({ values, width = '100%', height = HEIGHT }: Props) {
  const numbers = values.filter((value): value is number => value !== null);
  if (numbers.length < 2) return <svg width={width} height={height} aria-hidden />;
  const least = Math.min(...numbers);
  const span = Math.max(...numbers) - least;
  const x = (index: number) => (index * WIDTH) / (values.length - 1);
  // what never changed is a line in the middle, not one at the bottom
  const y = (value: number) => (span === 0 ? HEIGHT / 2 : HEIGHT - 3 - ((value - least) / span) * (HEIGHT - 6));
  const path = values
    .map((value, index) => {
      if (value === null) return '';
      const pen = index === 0 || (values[index - 1] ?? null) === null ? 'M' : 'L';
      return `${pen}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join(' ');
  return (
    <svg
      className={classes.sparkline}
      width={width}
      height={height}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden
      focusable="false"
    >
      <path d={path} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
