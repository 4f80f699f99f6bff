import type { CodePart } from '../../core/edit/codeParts.ts';
import type { Refusal } from '../../core/edit/refusal.ts';
import type { EditTask } from '../../core/edit/task.ts';
import type { TaskFileFault } from '../../core/edit/taskFile.ts';

/** What is said about right-click tasks and the edits they propose. */
export const editTexts = {
  changedMeanwhile: 'Документ изменился, пока модель отвечала. Запустите команду ещё раз.',
  alreadyReviewing: 'В\u00a0этом документе уже ждёт решения другая правка. Сначала примите или отклоните её.',
  alreadyRunning: 'Этот документ уже правится. Дождитесь ответа или отмените его.',
  nothingTaken: 'Выделите код или поставьте курсор внутрь функции.',
  noEditor: 'Откройте файл с\u00a0кодом.',
  readOnly: 'Документ открыт только для чтения.',
  testsNeedFolder: 'Тесты пишутся в\u00a0файл проекта: откройте папку, в\u00a0которой лежит этот код.',
  noTestsOfSuch: 'Для таких файлов тесты не\u00a0пишут: Толмач не\u00a0знает, куда их положить.',
  testsUnderReview: 'В\u00a0файле тестов уже ждёт решения другая правка. Сначала примите или отклоните её.',
  writingTests: 'Толмач пишет тесты: {code} → {tests}',
  noProblem: 'Здесь редактор ни\u00a0на\u00a0что не\u00a0жалуется.',
  noModel: 'Модель не\u00a0выбрана.',
  chooseModel: 'Выбрать модель',
  again: 'Ещё раз',
  showAnyway: 'Показать правку',
  alreadyThere: 'Этот код в\u00a0документе уже есть.',
  notInProject: (path: string) => `Файла ${path} в\u00a0проекте нет.`,
  insertAtCursor: 'Вставить в\u00a0курсор',
  openAsNew: 'Открыть как новый файл',
  chooseTask: 'Что сделать с\u00a0кодом?',
  instruction: 'Что сделать с\u00a0этим кодом?',
  instructionHint: 'Например: добавь проверку входных данных',
} as const;

/** The commands that `tolmach.chooseTask` offers. */
export const taskNames = {
  'tolmach.explain': 'Объяснить',
  'tolmach.findErrors': 'Найти ошибки',
  'tolmach.fix': 'Исправить',
  'tolmach.refactor': 'Отрефакторить',
  'tolmach.simplify': 'Упростить',
  'tolmach.speedUp': 'Ускорить',
  'tolmach.document': 'Документировать',
  'tolmach.addTypes': 'Добавить типы',
  'tolmach.writeTests': 'Написать тесты',
  'tolmach.translateComments': 'Перевести комментарии',
  'tolmach.instruct': 'Своя инструкция…',
} as const;

/** About the code that a task is for. */
export const chooseCodeTexts = {
  title: 'Какой код взять?',
  code: 'Код',
  other: '$(list-selection)\u00a0Взять другой код…',
  selection: 'Выделенное',
  file: 'Весь файл',
} as const;

/** «строки 10–42», from 1 */
export function linesText(first: number, last: number): string {
  return first === last ? `строка ${first}` : `строки ${first}–${last}`;
}

/** About the tasks that users write themselves. */
export const ownTaskTexts = {
  own: 'Свои',
  add: '$(add)\u00a0Добавить свою задачу…',
  where: 'Для кого эта задача?',
  forProject: 'Для этого проекта',
  forAll: 'Для всех проектов',
  name: 'Как её назвать?',
  wrongName: 'В\u00a0названии не\u00a0может быть знаков \\ / : * ? " < > |',
  template: (name: string): string => `---
name: ${name}
# review — правка в редакторе, panel — ответ в панели
answer: review
# что должно уцелеть: nothing, definitions (определения), words (слова кода), code (весь код, кроме комментариев)
keeps: definitions
# для каких языков, через запятую; пусто — для всех
languages:
---

Замени вывод на экран записью в журнал.
`,
} as const;

/** Why a file is no task. */
export function faultText({ kind, line, word }: TaskFileFault): string {
  switch (kind) {
    case 'unclosed':
      return 'Нет второй строки «---» после настроек задачи.';
    case 'noRequest':
      return 'Не\u00a0сказано, что делать: текст задачи пуст.';
    case 'unknownKey':
      return `Строка ${line}: нет настройки «${word}».`;
    case 'unknownValue':
      return `Строка ${line}: нет значения «${word}».`;
  }
}

/** What the lightbulb offers. */
export const actionTexts = {
  fix: 'Толмач: исправить',
  explainProblem: 'Толмач: объяснить проблему',
  refactor: 'Толмач: отрефакторить',
  simplify: 'Толмач: упростить',
  document: 'Толмач: документировать',
  tests: 'Толмач: написать тесты',
  explain: 'Толмач: объяснить',
} as const;

/** Links in the hover of what the editor complains of. */
export const problemTexts = {
  explain: 'Объяснить (Толмач)',
  fix: 'Исправить (Толмач)',
  /** The question that the panel asks. */
  question: (line: number, messages: readonly string[]): string =>
    `Редактор сообщает о проблеме в строке ${line}:\n${messages.map((message) => `— ${message}`).join('\n')}\nОбъясни причину и скажи, как её устранить.`,
} as const;

/** Links above definitions. */
export const lensTexts = {
  explain: 'Объяснить',
  document: 'Документировать',
  more: 'Ещё…',
} as const;

const RUNNING: Readonly<Record<string, string>> = {
  fix: 'Толмач исправляет',
  refactor: 'Толмач рефакторит',
  simplify: 'Толмач упрощает',
  speedUp: 'Толмач ускоряет',
  document: 'Толмач документирует',
  addTypes: 'Толмач добавляет типы:',
  translateComments: 'Толмач переводит комментарии:',
};

/** «Толмач рефакторит a.ts:1–9» */
export function runningText({ id }: EditTask, place: string): string {
  return `${RUNNING[id] ?? 'Толмач правит'} ${place}`;
}

/** «3 из 12: parseHeader» */
export function partText({ name, firstLine, lastLine }: CodePart, number: number, count: number): string {
  return `${number}\u00a0из\u00a0${count}: ${name ?? `строки ${firstLine}–${lastLine}`}`;
}

/** Why there is nothing to review. */
export function refusalText(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'tooLarge':
      return `Фрагмент не\u00a0помещается в\u00a0окно модели: вместе с\u00a0ответом нужно ${tokens(refusal.needed)}, а\u00a0есть ${tokens(refusal.granted)}. Выделите меньше.`;
    case 'tooManyParts':
      return `Фрагмент слишком велик: его пришлось бы править больше чем\u00a0${refusal.most}\u00a0частями. Выделите меньше: класс или несколько функций.`;
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
    case 'typographicQuotes':
      return 'В\u00a0новом коде стоят типографские кавычки вместо обычных. Правка отклонена, документ не\u00a0тронут.';
    case 'prose':
      return 'Модель вписала в\u00a0код пояснения. Правка отклонена, документ не\u00a0тронут.';
    case 'nowhere':
      return 'Непонятно, какие строки документа заменяет этот код. Документ не\u00a0тронут.';
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
