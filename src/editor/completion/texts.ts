import type { FormName } from '../../core/completion/forms/form.ts';
import type { FormScore } from '../../core/completion/tuning/measureForms.ts';

const FORMS: Readonly<Record<FormName, string>> = {
  prefill: 'Продолжение ответа',
  spm: 'Вставка: сначала текст после курсора',
  psm: 'Вставка: сначала текст до\u00a0курсора',
  chat: 'Вопрос в\u00a0чате',
};

/** What is said about completions. */
export const completionTexts = {
  on: 'Подсказки в\u00a0строке включены',
  off: 'Подсказки в\u00a0строке выключены. Вызвать вручную: Alt+\\',
  options: {
    title: 'Подсказки в\u00a0строке',
    placeholder: 'Показываются при наборе',
    turnOn: 'Включить',
    turnOff: 'Выключить',
    turnOffDetail: 'Вызвать вручную: Alt+\\',
    languageOn: (language: string) => `Включить для\u00a0языка ${language}`,
    languageOff: (language: string) => `Выключить для\u00a0языка ${language}`,
    snooze: (minutes: number) => `Отложить на\u00a0${minutes}\u00a0минут`,
    wake: 'Показывать снова',
    tune: 'Подобрать режим дополнения…',
    tuneDetail: 'Скрывает строки открытых файлов и\u00a0проверяет, как модель их восстановит',
    statistics: 'Статистика подсказок',
    statisticsDetail: 'Показано, принято, осталось в\u00a0коде; только на\u00a0этом компьютере',
    settings: 'Настройки подсказок',
    settingsDetail: 'Языки и\u00a0файлы, в\u00a0которых подсказок не\u00a0нужно',
  },
  tune: {
    running: 'Толмач подбирает режим дополнения',
    noFiles: 'Откройте файл с\u00a0кодом: режим подбирается на\u00a0его строках.',
    noForm: 'Модель не\u00a0ответила ни\u00a0в\u00a0одном режиме. Проверьте соединение.',
    title: (model: string) => `Режим дополнения для\u00a0${model}`,
    kept: (form: string) => `Выбран лучший: «${form}». Можно выбрать другой.`,
    forms: FORMS,
    score: ({ exact, places, likeness, latency, tokensRead }: FormScore) =>
      [
        `верно ${exact} из\u00a0${places}`,
        `сходство ${Math.round(likeness * 100)}\u00a0%`,
        `${seconds(latency)}\u00a0с`,
        ...(tokensRead === undefined ? [] : [`прочитано токенов: ${tokensRead}`]),
      ].join(' · '),
  },
} as const;

/** Why there are none; for the status bar. */
export const offTexts = {
  all: 'Подсказки в\u00a0строке выключены',
  snoozed: (until: Date) => `Подсказки в\u00a0строке отложены до\u00a0${clock(until)}`,
  battery: 'Компьютер работает от\u00a0батареи: подсказок в\u00a0строке нет',
  language: (language: string) => `Для\u00a0языка ${language} подсказки в\u00a0строке выключены`,
  file: 'В\u00a0этом файле подсказки в\u00a0строке выключены настройкой',
  secret: 'В\u00a0этом файле могут быть секреты: подсказок в\u00a0строке нет',
  excluded: 'Файл исключён из\u00a0контекста: подсказок в\u00a0строке нет',
  untrusted: 'Папке не\u00a0доверяют: подсказок от\u00a0модели на\u00a0сервере нет',
} as const;

const clock = (time: Date): string => time.toTimeString().slice(0, 5);
const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1).replace('.', ',');
