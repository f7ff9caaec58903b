/** A small chart of bars, the last one at the right edge, and the same as a table for those who do not see it. */
import { Group, Text, VisuallyHidden } from '@mantine/core';
import { common } from '../texts/common.ts';
import './bar-chart.css';

export interface Bar {
  readonly key: string | number;
  /** What the bar stands for. */
  readonly name: string;
  readonly value: number;
  /** Beside the value in words: a state, a second number. */
  readonly note: string;
  readonly tone: 'calm' | 'warm' | 'bad';
  /** Drawn as a line over the bar. */
  readonly mark?: number;
}

interface BarChartProps {
  readonly label: string;
  /** The headings of the table: of the names, the values and the notes. */
  readonly heads: readonly [string, string, string];
  readonly bars: readonly Bar[];
  /** At least as many places as this, so that few bars do not become walls. */
  readonly places?: number;
}

const HEIGHT = 64;
const WIDTH = 10;

export function BarChart({ label, heads, bars, places = 30 }: BarChartProps) {
  const most = Math.max(1, ...bars.flatMap(({ value, mark = 0 }) => [value, mark]));
  const width = Math.max(places, bars.length) * WIDTH;
  return (
    <figure className="bar-chart">
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
        <line className="bar-chart-floor" x1={0} x2={width} y1={HEIGHT} y2={HEIGHT} />
        {bars.map((bar, index) => (
          <Column key={bar.key} bar={bar} left={width - (bars.length - index) * WIDTH} scale={(HEIGHT - 4) / most} />
        ))}
      </svg>
      <Group justify="space-between" gap="xs" aria-hidden>
        <Text size="xs" c="dimmed">
          {common.highest(Math.max(...bars.map(({ value }) => value)))}
        </Text>
        <Text size="xs" c="dimmed">
          {[...new Set([bars[0]?.name, bars.at(-1)?.name])].join(' – ')}
        </Text>
      </Group>
      <AsTable label={label} heads={heads} bars={bars} />
    </figure>
  );
}

interface ColumnProps {
  readonly bar: Bar;
  readonly left: number;
  /** Units of height per one. */
  readonly scale: number;
}

/** Nothing is a low bar, too: something was measured. */
function Column({ bar: { name, value, note, tone, mark }, left, scale }: ColumnProps) {
  const height = Math.max(2, value * scale);
  return (
    <g>
      <title>{`${name}: ${value}${note === '' ? '' : `, ${note}`}`}</title>
      <rect className={`bar-chart-${tone}`} x={left + 1} width={WIDTH - 2} y={HEIGHT - height} height={height} />
      {mark !== undefined && (
        <line
          className="bar-chart-mark"
          x1={left}
          x2={left + WIDTH}
          y1={HEIGHT - mark * scale}
          y2={HEIGHT - mark * scale}
        />
      )}
    </g>
  );
}

const AsTable = ({ label, heads, bars }: Pick<BarChartProps, 'label' | 'heads' | 'bars'>) => (
  <VisuallyHidden component="div">
    <table>
      <caption>{label}</caption>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {bars.map(({ key, name, value, note }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            <td>{value}</td>
            <td>{note}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </VisuallyHidden>
);
