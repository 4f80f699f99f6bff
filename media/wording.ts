import type { PanelTextKey, PanelTexts } from '../src/core/chat/protocol.ts';

/** Values for the places of a text. A number picks the form, when the text has forms, and is written with groups. */
export type TextValues = Readonly<Record<string, string | number>>;

/** The words of the panel, by key. */
export type Words = (key: PanelTextKey, values?: TextValues) => string;

const NO_BREAK_SPACE = '\u00a0';

/** Index of the Russian form for a whole number: one (21 файл), few (22 файла), many (25 файлов). */
export function pluralForm(n: number): 0 | 1 | 2 {
  const tens = Math.abs(n) % 100;
  const ones = tens % 10;
  if (tens > 10 && tens < 20) return 2;
  if (ones === 1) return 0;
  return ones >= 2 && ones <= 4 ? 1 : 2;
}

/** `8 192`, `0,5`: groups of three apart by a no-break space, a comma before at most one digit of a fraction. */
export function formatNumber(n: number): string {
  const [whole = '', fraction] = String(Math.round(n * 10) / 10).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NO_BREAK_SPACE);
  return fraction ? `${grouped},${fraction}` : grouped;
}

export function wordsOf(texts: PanelTexts): Words {
  return (key, values = {}) => {
    const forms = texts[key].split('|');
    const count = values['n'];
    const form = forms.length > 1 && typeof count === 'number' ? pluralForm(count) : 0;
    const text = forms[form] ?? forms[0] ?? '';
    return text.replace(/\{(\w+)\}/g, (place, name: string) => {
      const value = values[name];
      if (value === undefined) return place;
      return typeof value === 'number' ? formatNumber(value) : value;
    });
  };
}

/** How long something took: `14 с`, `1 мин 5 с`; tenths only below three seconds. */
export function formatDuration(milliseconds: number, words: Words): string {
  const exact = milliseconds / 1000;
  if (exact < 3) return words('unit.seconds', { n: Math.max(0.1, exact) });
  const seconds = Math.round(exact);
  if (seconds < 60) return words('unit.seconds', { n: seconds });
  return words('unit.minutes', { m: Math.floor(seconds / 60), s: seconds % 60 });
}

/** A running clock: `0:21`, `12:05`. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Whole days between the calendar days of two moments, in local time. */
function daysApart(earlier: Date, later: Date): number {
  const midnight = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}

export type DayGroup = 'today' | 'yesterday' | 'earlier';

/** Under which heading of the history a moment falls. A moment of the future counts as today. */
export function dayGroup(moment: number, now: number): DayGroup {
  const days = daysApart(new Date(moment), new Date(now));
  if (days <= 0) return 'today';
  return days === 1 ? 'yesterday' : 'earlier';
}

const TIME = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long' });
const DAY_AND_YEAR = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', year: 'numeric' });

/** `14:02` for today and yesterday, `9 ноября` before, with the year when it is another. */
export function formatMoment(moment: number, now: number): string {
  if (dayGroup(moment, now) !== 'earlier') return TIME.format(moment);
  const sameYear = new Date(moment).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? DAY : DAY_AND_YEAR).format(moment).replaceAll(' ', NO_BREAK_SPACE);
}
