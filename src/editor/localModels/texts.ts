/** Words about model files of this machine: what can be fetched, and how it goes. */
import type { Fit } from '../../core/model/advice.ts';
import type { CatalogueFile } from '../../core/model/fileCatalogue.ts';

/** The name of a model that does not break at its hyphen or before its version. */
export const unbroken = (name: string): string =>
  name.replaceAll('-', '\u2060-\u2060').replaceAll(' ', '\u00a0');

export const offerTexts = {
  title: (model: string) => `${unbroken(model)} на\u00a0этом компьютере`,
  titleOfAny: 'T\u2060-\u2060Lite на\u00a0этом компьютере',
  start: (model: string) => `Загрузить ${unbroken(model)}`,
  resume: (model: string) => `Продолжить загрузку ${unbroken(model)}`,
  use: (model: string) => `Выбрать ${unbroken(model)}`,
  size: (size: string) => `Загрузить один раз: ${size}`,
  partly: (amount: string) => `Загружено ${amount}`,
  there: 'Файл уже загружен',
  memory: (need: string, free: string) => `Нужно ${need} памяти, свободно ${free}`,
  gpuMemory: (need: string, free: string) => `Нужно ${need} памяти видеокарты, свободно ${free}`,
  reason: {
    gpu: (name: string) => `Целиком поместится в\u00a0видеокарту ${name}`,
    unified: (name: string) => `Считать будет ${name}`,
    processor: 'Лучшая из\u00a0тех, что поместятся в\u00a0память; считать будет процессор',
    gpuTooSmall: (name: string) =>
      `Считать будет процессор: в\u00a0видеокарту ${name} модель не\u00a0поместится`,
    smallest: 'Самая маленькая. Памяти мало: перед работой закройте лишние программы',
  },
  speed: (speed: string, measured: boolean) =>
    `${speed[0]?.toUpperCase()}${speed.slice(1)}, ${measured ? 'измерено' : 'по\u00a0оценке'}`,
  licence: (licence: string, official: boolean) =>
    `Лицензия ${licence}${official ? '' : ', файл собран сообществом'}`,
  noLicence: 'Лицензию авторы не\u00a0указали',
  noDisk: (free: string) => `На\u00a0диске свободно ${free}: не\u00a0хватает места`,
  nothingFits: (need: string, total: string) =>
    `Самой маленькой модели нужно ${need} памяти, а\u00a0на\u00a0этом компьютере всего ${total}`,
  serverInstead: 'Подключитесь к\u00a0серверу: там модель сильнее, а\u00a0память не\u00a0нужна',
  noEngine: 'Движка в\u00a0этой сборке нет, или он\u00a0не\u00a0запустился',
  build: (target: string) => `Нужна сборка для вашей системы: ${unbroken(`tolmach-${target}.vsix`)}`,
  noBuild: 'Для этой системы сборки с\u00a0движком нет. Подключитесь к\u00a0серверу',
} as const;

export const courseTexts = {
  title: {
    running: (model: string) => `Загружается ${unbroken(model)}`,
    waiting: (model: string) => `${unbroken(model)} ждёт загрузки`,
    paused: (model: string) => `Загрузка ${unbroken(model)} приостановлена`,
    failed: (model: string) => `${unbroken(model)} не\u00a0загружена`,
    loading: (model: string) => `${unbroken(model)} загружается в\u00a0память`,
    notLoaded: (model: string) => `${unbroken(model)} не\u00a0запустилась`,
    done: (model: string) => `${unbroken(model)} загружена`,
  },
  space: {
    check: 'Проверить место на\u00a0диске',
    enough: 'Места на\u00a0диске хватает',
    none: 'Места на\u00a0диске мало',
  },
  enoughSpace: (free: string) => `Места на\u00a0диске хватает: свободно ${free}`,
  file: 'Загрузить файл модели',
  check: 'Проверить то, что уже загружено',
  sum: 'Сверить контрольную сумму',
  memory: 'Загрузить модель в\u00a0память',
  connecting: 'соединение',
  again: 'связи нет, ещё одна попытка',
  queued: 'сначала загрузится другая модель',
  kept: {
    title: (model: string) => `${unbroken(model)} готова к\u00a0работе`,
    body: (other: string) => `Сейчас выбрана ${unbroken(other)}: Толмач не\u00a0меняет модель без вас.`,
    use: (model: string) => `Выбрать ${unbroken(model)}`,
  },
  loadAgain: 'Загрузить в\u00a0память ещё раз',
  status: (title: string, fraction: string) => `${title}: ${fraction}`,
} as const;

export const noticeTexts = {
  chosen: (model: string) => `${model} загружена и\u00a0выбрана для чата и\u00a0подсказок.`,
  kept: (model: string, other: string) => `${model} загружена. Выбрана по-прежнему ${other}.`,
  openChat: 'Открыть чат',
  use: (model: string) => `Выбрать ${model}`,
  paused: (model: string, amount: string) =>
    `Загрузка ${model} приостановлена: ${amount}. Продолжить можно с\u00a0этого же\u00a0места.`,
  unfinished: (model: string, amount: string) => `Загрузка ${model} не\u00a0закончена: ${amount}.`,
  resume: 'Продолжить загрузку',
} as const;

export const askTexts = {
  cancel: {
    title: (model: string) => `Отменить загрузку ${model}?`,
    detail: (done: string) =>
      `Загруженное (${done}) будет удалено. Если загрузка понадобится позже, её\u00a0можно приостановить.`,
    yes: 'Отменить загрузку',
    pause: 'Приостановить',
  },
  tooLarge: {
    title: (model: string) => `Всё равно загрузить ${model}?`,
    detail: (need: string, total: string) =>
      `Модели нужно ${need} памяти, а\u00a0на\u00a0этом компьютере всего ${total}: запустить её\u00a0не\u00a0получится.`,
    yes: 'Загрузить',
  },
  remove: {
    title: (name: string, size: string) => `Удалить ${name} (${size})?`,
    detail: (path: string) =>
      `Файл ${path} будет удалён с\u00a0диска сразу, не\u00a0в\u00a0корзину. Чтобы вернуть модель, её\u00a0придётся загрузить заново.`,
    yes: 'Удалить',
  },
  notRemoved: (name: string, reason: string) => `Файл ${name} не\u00a0удалён: ${reason}`,
} as const;

export const fileTexts = {
  title: 'Файл модели (GGUF)',
  filter: 'Модели GGUF',
  use: 'Выбрать',
  another: 'Указать другой файл…',
  nameTaken: (name: string, path: string) =>
    `Файл с\u00a0именем ${name} уже есть среди моделей: ${path}. Переименуйте один из\u00a0них.`,
  folder: 'Папка для моделей',
  chooseFolder: 'Хранить здесь',
} as const;

export const listTexts = {
  title: 'Модели на\u00a0этом компьютере',
  placeholder: 'Enter: выбрать загруженную модель или загрузить другую',
  there: 'Загружены',
  coming: 'Загружаются',
  available: 'Можно загрузить',
  actions: 'Действия',
  pickFile: 'Указать файл модели…',
  openFolder: 'Открыть папку с\u00a0моделями',
  current: 'выбрана',
  recommended: 'советуем',
  buttons: {
    remove: 'Удалить файл…',
    forget: 'Убрать из\u00a0списка (файл останется)',
    reveal: 'Показать в\u00a0папке',
    pause: 'Приостановить',
    resume: 'Продолжить',
    cancel: 'Отменить загрузку',
  },
  foreign: (path: string) => `вне папки моделей: ${path}`,
  needs: (need: string) => `нужно ${need} памяти`,
  fit: {
    gpu: 'целиком в\u00a0видеокарте',
    memory: 'поместится в\u00a0память',
    tight: 'памяти впритык',
    never: 'не\u00a0хватит памяти',
  } satisfies Readonly<Record<Fit, string>>,
  speed: (speed: string, measured: boolean) => `${speed} (${measured ? 'измерено' : 'оценка'})`,
  official: 'официальный файл',
  community: 'файл сообщества',
  noDisk: 'мало места на\u00a0диске',
  paused: 'приостановлена',
  failed: 'остановилась',
} as const;

/** `T-Lite 2.1 Q4_K_M` */
export const fileName = ({ model, quantisation }: Pick<CatalogueFile, 'model' | 'quantisation'>): string =>
  `${model} ${quantisation}`;
