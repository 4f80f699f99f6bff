import type { Warning } from '../../../core/edit/refusal.ts';

/** What is said about edits that wait for a decision. */
export const reviewTexts = {
  tab: ' · правка',
  accept: '$(check)\u00a0Принять',
  acceptKey: '$(check)\u00a0Принять Alt+Y',
  reject: '$(close)\u00a0Отклонить',
  rejectKey: '$(close)\u00a0Отклонить Alt+N',
  acceptAll: 'Принять все',
  rejectAll: 'Отклонить все',
  compare: 'Открыть сравнение',
  again: 'Ещё раз…',
  writing: '$(loading~spin)\u00a0Толмач пишет правку',
  conflict: 'Код под правкой изменился',
  status: 'Толмач: правка {i} из\u00a0{n}',
  comparison: '{name}: правка Толмача',
  wish: 'Что сделать иначе?',
  wishHint: 'Например: не\u00a0трогай имена. Можно оставить пустым.',
  stillWriting: 'Ответ ещё пишется.',
  noReview: 'Нет правки, которая ждёт решения.',
  inConflict: 'Код под этой правкой изменился: её можно только отклонить или получить ещё раз.',
  notApplied: 'Редактор не\u00a0принял правку: документ закрыт для записи или удалён.',
  keptBack: 'Проверка закрыта. Принятое ещё не\u00a0внесено в\u00a0документ.',
  apply: 'Внести принятое',
} as const;

const EDITS: Readonly<Record<string, string>> = { one: 'правка', few: 'правки' };

/** «Толмач: 2 правки» */
export function editCount(count: number): string {
  return `Толмач: ${count}\u00a0${EDITS[new Intl.PluralRules('ru').select(count)] ?? 'правок'}`;
}

export function warningText({ kind }: Warning): string {
  switch (kind) {
    case 'keptRest':
      return 'Модель вернула часть кода, остальное осталось как было';
    case 'outside':
      return 'Меняются и\u00a0строки вне выделения';
    case 'shrunk':
      return 'Кода стало намного меньше';
    case 'commentsLost':
      return 'Пропали комментарии';
    case 'guarded':
      return 'Эту правку Толмач отклонил: проверьте её внимательно';
  }
}
