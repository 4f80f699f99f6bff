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
    settings: 'Настройки подсказок',
    settingsDetail: 'Языки и\u00a0файлы, в\u00a0которых подсказок не\u00a0нужно',
  },
} as const;

/** Why there are none; for the status bar. */
export const offTexts = {
  all: 'Подсказки в\u00a0строке выключены',
  snoozed: (until: Date) => `Подсказки в\u00a0строке отложены до\u00a0${clock(until)}`,
  language: (language: string) => `Для\u00a0языка ${language} подсказки в\u00a0строке выключены`,
  file: 'В\u00a0этом файле подсказки в\u00a0строке выключены настройкой',
  secret: 'В\u00a0этом файле могут быть секреты: подсказок в\u00a0строке нет',
  excluded: 'Файл исключён из\u00a0контекста: подсказок в\u00a0строке нет',
  untrusted: 'Папке не\u00a0доверяют: подсказок от\u00a0модели на\u00a0сервере нет',
} as const;

const clock = (time: Date): string => time.toTimeString().slice(0, 5);
