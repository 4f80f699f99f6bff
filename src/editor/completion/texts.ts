/** What is said about completions. */
export const completionTexts = {
  on: 'Подсказки в\u00a0строке включены',
  off: 'Подсказки в\u00a0строке выключены. Вызвать вручную: Alt+\\',
} as const;
