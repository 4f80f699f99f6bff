/** What is said about commit messages. */
export const gitTexts = {
  noRepository: 'Здесь нет репозитория git, или git в\u00a0редакторе выключен.',
  noChanges: 'Нет изменений: писать не\u00a0о\u00a0чем.',
  noMessage: 'Модель не\u00a0написала сообщения. Попробуйте ещё раз.',
  whichRepository: 'Для какого репозитория написать сообщение?',
} as const;
