/** What is said about commands for the terminal. */
export const terminalTexts = {
  ask: 'Что сделать в\u00a0терминале? Команда появится в\u00a0нём, запустите её сами.',
  example: 'Удалить журналы старше недели',
  thinking: 'Толмач составляет команду',
  noCommand: 'В\u00a0ответе модели нет команды. Попробуйте сказать иначе.',
  closed: 'Терминал закрыт, команду вставить некуда.',
} as const;
