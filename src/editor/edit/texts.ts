import type { Refusal } from '../../core/edit/refusal.ts';

/** What is said about right-click tasks and the edits they propose. */
export const editTexts = {
  refactoring: 'Толмач рефакторит {place}',
  review: '{name}: правка Толмача',
  waiting: '$(diff) Правка ждёт решения: Alt+Y\u00a0— принять, Alt+N\u00a0— отклонить',
  changed: 'Документ изменился, пока правка ждала решения. Она отклонена, документ не\u00a0тронут.',
  changedMeanwhile: 'Документ изменился, пока модель отвечала. Запустите команду ещё раз.',
  alreadyReviewing: 'В\u00a0этом документе уже ждёт решения другая правка. Сначала примите или отклоните её.',
  alreadyRunning: 'Этот документ уже правится. Дождитесь ответа или отмените его.',
  noReview: 'Нет правки, которая ждёт решения.',
  notApplied: 'Редактор не\u00a0принял правку: документ закрыт для записи или удалён.',
  nothingTaken: 'Выделите код или поставьте курсор внутрь функции.',
  noEditor: 'Откройте файл с\u00a0кодом.',
  readOnly: 'Документ открыт только для чтения.',
  noModel: 'Модель не\u00a0выбрана.',
  chooseModel: 'Выбрать модель',
} as const;

/** Why there is nothing to review. */
export function refusalText(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'tooLarge':
      return `Фрагмент не\u00a0помещается в\u00a0окно модели: вместе с\u00a0ответом нужно ${tokens(refusal.needed)}, а\u00a0есть ${tokens(refusal.granted)}. Выделите меньше.`;
    case 'cut':
      return 'Ответ модели оборвался на\u00a0пределе длины, документ не\u00a0тронут. Выделите меньше.';
    case 'noCode':
      return 'В\u00a0ответе модели нет кода, документ не\u00a0тронут.';
    case 'severalBlocks':
      return 'В\u00a0ответе несколько вариантов кода, и\u00a0неясно, какой нужен. Документ не\u00a0тронут.';
    case 'placeholder':
      return 'Модель вернула не\u00a0весь код: часть заменена словами. Документ не\u00a0тронут.';
    case 'noEdit':
      return 'Ответ на\u00a0эту команду показывает панель, документ не\u00a0тронут.';
    case 'nothingSelected':
      return editTexts.nothingTaken;
    case 'otherLanguage':
      return `Модель ответила на\u00a0другом языке программирования (${refusal.name}). Документ не\u00a0тронут.`;
    case 'prose':
      return 'Модель вписала в\u00a0код пояснения. Правка отклонена, документ не\u00a0тронут.';
    case 'patchMisplaced':
      return 'Модель вернула список изменений, но\u00a0таких строк в\u00a0документе нет или их несколько. Документ не\u00a0тронут.';
    case 'outside':
      return 'Модель изменила код и\u00a0вне фрагмента, отделить это нельзя. Документ не\u00a0тронут.';
    case 'brackets':
      return 'В\u00a0новом коде не\u00a0сходятся скобки. Правка отклонена, документ не\u00a0тронут.';
    case 'codeLost':
      return `Из\u00a0кода пропало бы нужное: ${refusal.names.slice(0, 3).join(', ')}. Правка отклонена, документ не\u00a0тронут.`;
    case 'codeChanged':
      return 'Модель изменила сам код, хотя её об\u00a0этом не\u00a0просили. Правка отклонена, документ не\u00a0тронут.';
    case 'translated':
      return `Модель перевела код на\u00a0русский (${refusal.words.slice(0, 3).join(', ')}). Правка отклонена, документ не\u00a0тронут.`;
    case 'lostSecret':
      return 'Модель испортила метку, которая стоит вместо\u00a0секрета. Правка отклонена, документ не\u00a0тронут.';
    case 'unchanged':
      return 'Модель не\u00a0нашла, что изменить.';
  }
}

const TOKEN_FORMS: Readonly<Record<string, string>> = { one: 'токен', few: 'токена' };

function tokens(count: number): string {
  const number = new Intl.NumberFormat('ru').format(count);
  return `${number}\u00a0${TOKEN_FORMS[new Intl.PluralRules('ru').select(count)] ?? 'токенов'}`;
}
