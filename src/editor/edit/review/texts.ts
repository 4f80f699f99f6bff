import type { Refusal, Warning } from '../../../core/edit/refusal.ts';

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
  inFiles: ' · файл {i} из\u00a0{n}',
  newFile: '$(new-file)\u00a0Новый файл',
  comparison: '{name}: правка Толмача',
  wish: 'Что сделать иначе?',
  wishHint: 'Например: не\u00a0трогай имена. Можно оставить пустым.',
  stillWriting: 'Ответ ещё пишется.',
  noReview: 'Нет правки, которая ждёт решения.',
  inConflict: 'Код под этой правкой изменился: её можно только отклонить или получить ещё раз.',
  notApplied: 'Редактор не\u00a0принял правку: документ закрыт для записи или удалён.',
  appeared: 'Такой файл уже появился, поверх него ничего не\u00a0записано. Правку можно только отклонить.',
  displaced: 'Такой файл уже есть',
  copyAccepted: 'Скопировать принятое',
  keptBack: 'Проверка закрыта. Принятое ещё не\u00a0внесено в\u00a0документ.',
  apply: 'Внести принятое',
  partsStopped: 'до\u00a0них не\u00a0дошло',
} as const;

const EDITS: Readonly<Record<string, string>> = { one: 'правка', few: 'правки' };

/** «Толмач: 2 правки», «Толмач: 5 правок в 2 файлах» */
export function editCount(count: number, files: number): string {
  const edits = `Толмач: ${count}\u00a0${EDITS[new Intl.PluralRules('ru').select(count)] ?? 'правок'}`;
  return files > 1 ? `${edits} в\u00a0${files}\u00a0файлах` : edits;
}

export function warningText(warning: Warning): string {
  switch (warning.kind) {
    case 'keptRest':
      return 'Модель вернула часть кода, остальное осталось как было';
    case 'outside':
      return 'Меняются и\u00a0строки вне выделения';
    case 'shrunk':
      return 'Кода стало намного меньше';
    case 'fileLeftOut':
      return `Модель назвала и\u00a0файл ${warning.path}, но\u00a0его правка не\u00a0годится`;
    case 'commentsLost':
      return 'Пропали комментарии';
    case 'duplicated':
      return `Определено дважды: ${warning.names.slice(0, 3).join(', ')}`;
    case 'partsLeft':
      return partsLeftText(warning);
    case 'guarded':
      return 'Эту правку Толмач отклонил: проверьте её внимательно';
  }
}

const PARTS: Readonly<Record<string, string>> = { one: 'части' };

/** «2 из 12 частей без правки: в ответе нет кода» */
function partsLeftText({ left, count, reason }: Extract<Warning, { kind: 'partsLeft' }>): string {
  const parts = PARTS[new Intl.PluralRules('ru').select(count)] ?? 'частей';
  const why = reason ? PART_REASONS[reason.kind] : reviewTexts.partsStopped;
  return `${left} из\u00a0${count} ${parts} без\u00a0правки: ${why}`;
}

const PART_REASONS: Readonly<Record<Refusal['kind'], string>> = {
  tooLarge: 'определение не\u00a0помещается в\u00a0окно модели',
  tooManyParts: 'фрагмент слишком велик',
  noEdit: 'ответ показывает панель',
  nothingSelected: 'нет кода',
  cut: 'ответ оборвался на\u00a0пределе длины',
  noCode: 'в\u00a0ответе нет кода',
  otherLanguage: 'ответ на\u00a0другом языке программирования',
  severalBlocks: 'в\u00a0ответе несколько вариантов',
  typographicQuotes: 'в\u00a0коде типографские кавычки',
  prose: 'в\u00a0код вписаны пояснения',
  placeholder: 'часть кода заменена словами',
  patchMisplaced: 'изменённых строк в\u00a0документе нет',
  outside: 'изменён код вне части',
  nowhere: 'не\u00a0нашлось места для\u00a0кода',
  translated: 'код переведён на\u00a0русский',
  brackets: 'не\u00a0сходятся скобки',
  codeLost: 'пропало бы нужное',
  codeChanged: 'изменён сам код',
  lostSecret: 'испорчена метка секрета',
  unchanged: 'менять нечего',
};
