import { type DayCounts, medianWait, totalOf, WAIT_BOUNDS } from '../../../core/completion/statistics.ts';

const WEEK = 7;

/** The page with the counts. */
export function statisticsPage(days: readonly DayCounts[]): string {
  const head =
    '# Подсказки в\u00a0строке\n\nСчитается на\u00a0этом компьютере и\u00a0никуда не\u00a0отправляется.\n';
  if (days.length === 0) return `${head}\nПока ничего не\u00a0показано.\n`;
  const rows = [
    row('За\u00a0неделю', totalOf(days.slice(-WEEK))),
    row('За\u00a030\u00a0дней', totalOf(days)),
    ...days.toReversed().map((day) => row(day.day.split('-').reverse().join('.'), day)),
  ];
  return `${head}
| | Показано | Принято | Осталось через 30\u00a0с | Осталось через 5\u00a0мин | Половина приходит за |
|---|---:|---:|---:|---:|---:|
${rows.join('\n')}
`;
}

function row(name: string, counts: Omit<DayCounts, 'day'>): string {
  const { shown, accepted, kept, waits } = counts;
  const cells = [
    name,
    String(shown),
    withShare(accepted, shown),
    withShare(kept[0], accepted),
    withShare(kept[1], accepted),
    wait(waits),
  ];
  return `| ${cells.join(' | ')} |`;
}

function withShare(count: number, all: number): string {
  return all === 0 ? String(count) : `${count} (${Math.round((100 * count) / all)}\u00a0%)`;
}

function wait(waits: readonly number[]): string {
  if (waits.every((count) => count === 0)) return '';
  const bound = medianWait(waits);
  return bound === undefined ? `больше ${WAIT_BOUNDS.at(-1)}\u00a0мс` : `${bound}\u00a0мс`;
}
