/** Draws charts with Observable Plot, which is loaded with the first chart. */

import * as Plot from '@observablehq/plot';
import type { Mark, Point } from './chart-data';

/** Labels of bars longer than this are cut. */
const LABEL_CHARACTERS = 18;

export function draw(points: Point[], mark: Mark, labels: { x: string; y: string }, width: number): Element {
  const bars = mark === 'bar';
  const longest = points.reduce((most, { x }) => Math.max(most, cut(x).length), 0);
  // Labels below bars are tilted if they would overlap.
  const tilted = bars && (longest * 7 + 6) * points.length > width - 72;
  const rotation = tilted ? { tickRotate: -40, tickPadding: 2 } : {};
  const chart = Plot.plot({
    width,
    height: Math.max(260, Math.min(420, width * 0.45)),
    marginTop: 30,
    marginLeft: 56,
    marginRight: 16,
    marginBottom: tilted ? 40 + Math.min(longest, LABEL_CHARACTERS) * 4.2 : 40,
    style: { background: 'transparent', color: 'var(--text-muted)', fontSize: '11.5px', overflow: 'visible' },
    x: { label: labels.x, ...(bars ? { type: 'band', domain: distinct(points), tickFormat: cut } : {}), ...rotation },
    y: { label: labels.y, grid: true, nice: true, tickFormat: '~s' },
    marks: [bars ? Plot.ruleY([0]) : [], markOf(points, mark)],
  });
  return chart;
}

function markOf(points: Point[], mark: Mark): Plot.Markish {
  const channels = { x: 'x', y: 'y', tip: true } as const;
  switch (mark) {
    case 'bar':
      return Plot.barY(points, { ...channels, fill: 'var(--accent)' });
    case 'line':
      return Plot.lineY(points, { ...channels, stroke: 'var(--accent)', strokeWidth: 1.6 });
    case 'dot':
      return Plot.dot(points, { ...channels, fill: 'var(--accent)', fillOpacity: 0.55, r: 2.5 });
  }
}

/** The bars stay in the order of the rows. */
function distinct(points: Point[]): Point['x'][] {
  return [...new Set(points.map(({ x }) => x))];
}

function cut(label: unknown): string {
  const text = label instanceof Date ? label.toISOString().slice(0, 16).replace('T', ' ') : String(label);
  return text.length > LABEL_CHARACTERS ? `${text.slice(0, LABEL_CHARACTERS - 1)}…` : text;
}
