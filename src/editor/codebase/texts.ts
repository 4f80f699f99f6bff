import type { CodeTrouble } from '../../core/chat/codeSearch.ts';
import type { IndexState } from '../../core/retrieval/codebase.ts';
import { counted } from '../counted.ts';

const files = (count: number): string => counted(count, ['файл', 'файла', 'файлов']);

/** Why the code cannot be searched, or not yet in full. */
export const troubleTexts: Readonly<Record<CodeTrouble, string>> = {
  nothing: 'в\u00a0коде ничего похожего не\u00a0нашлось',
  building: 'индекс кода ещё строится',
  noFolder: 'папка не\u00a0открыта',
  untrusted: 'папка не\u00a0отмечена как доверенная',
  turnedOff: 'индекс кода выключен',
  unsupported: 'в\u00a0этом редакторе нет полнотекстового поиска SQLite',
  storage: 'индекс не\u00a0записать на\u00a0диск',
  crashed: 'индекс кода остановился из-за ошибки',
};

export const codebaseTexts = {
  status: ({ activity, files: count, scanned }: IndexState): string | undefined => {
    if (activity === 'scanning') return `Индекс кода строится: просмотрено ${files(scanned)}`;
    if (activity === 'paused') return `Индекс кода приостановлен: ${files(count)}`;
    if (activity === 'reading') return `Индекс кода ведёт другое окно: ${files(count)}`;
    if (activity === 'ready') return `Индекс кода: ${files(count)}`;
    return undefined;
  },
  failed: (why: string): string => `Поиск по\u00a0коду не\u00a0работает: ${why}`,
  unreadable: (folders: readonly string[]): string => {
    const more = folders.length > 3 ? ` и\u00a0ещё ${folders.length - 3}` : '';
    return `Не\u00a0удалось прочитать: ${folders.slice(0, 3).join(', ')}${more}`;
  },
  manage: {
    title: 'Индекс кода',
    rebuild: 'Построить заново',
    rebuildDetail: 'Прочитать все файлы ещё раз',
    pause: 'Приостановить',
    pauseDetail: 'Новые и\u00a0изменённые файлы не\u00a0читать до\u00a0продолжения',
    resume: 'Продолжить',
    remove: 'Удалить',
    removeDetail: 'Стереть с\u00a0диска; построится снова, когда понадобится',
    settings: 'Настроить…',
    settingsDetail: 'Что не\u00a0индексировать и\u00a0когда искать',
  },
  removed: 'Индекс кода удалён. Он построится снова, когда вы\u00a0спросите о\u00a0кодовой базе.',
  turnOff: 'Больше не\u00a0строить',
  otherWindow: 'Индекс ведёт другое окно с\u00a0этой папкой: управляйте им оттуда.',
} as const;
