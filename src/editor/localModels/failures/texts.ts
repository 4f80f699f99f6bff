/** Why a download failed: the one table of what to say, and what can be done. */
import type { ErrorCard, NextStep } from '../../../core/chat/protocol.ts';
import type {
  DownloadError,
  DownloadErrorDetails,
  DownloadErrorKind,
  NetworkReason,
} from '../../../core/model/downloadError.ts';
import { stepTexts } from '../../texts.ts';
import { amount } from '../amounts/texts.ts';

interface FailureText {
  readonly title: string;
  readonly body: string;
  readonly steps: readonly (NextStep | readonly [NextStep, string])[];
  readonly severity?: ErrorCard['severity'];
}

const KEPT = 'Загруженное сохранено: продолжить можно с\u00a0этого же\u00a0места.';
const ANEW = ['resumeDownload', 'Загрузить заново'] as const;
const AGAIN = ['resumeDownload', 'Попробовать ещё раз'] as const;
const nameOf = (host = ''): string => (host ? `Сервер ${host}` : 'Сервер с\u00a0моделями');

const NETWORK: Readonly<Record<NetworkReason, (details: DownloadErrorDetails) => FailureText>> = {
  dns: ({ host }) => ({
    title: 'Сервер с\u00a0моделями не\u00a0найден',
    body: `Имя ${host ?? 'сервера'} не\u00a0находится в\u00a0сети. Проверьте сеть и\u00a0VPN. Если выхода в\u00a0интернет нет, укажите зеркало Hugging Face в\u00a0вашей сети.`,
    steps: [AGAIN, 'setMirror', 'pickModelFile'],
  }),
  refused: ({ host }) => ({
    title: 'Сервер с\u00a0моделями не\u00a0отвечает',
    body: `${nameOf(host)} не\u00a0принимает соединения. Если выхода в\u00a0интернет нет, укажите зеркало Hugging Face в\u00a0вашей сети.`,
    steps: [AGAIN, 'setMirror', 'pickModelFile'],
  }),
  certificate: ({ host }) => ({
    title: 'Сертификат сервера не\u00a0принят',
    body: `${nameOf(host)} показал сертификат, которому этот компьютер не\u00a0доверяет. Попросите администратора добавить корневой сертификат в\u00a0систему: Толмач берёт его оттуда (http.systemCertificates).`,
    steps: [AGAIN, 'setMirror', 'pickModelFile'],
  }),
  proxy: ({ host }) => ({
    title: 'Прокси не\u00a0пропустил загрузку',
    body: `Прокси из\u00a0настроек VS\u00a0Code (http.proxy) недоступен, требует пароль или не\u00a0пускает к\u00a0${host ?? 'серверу'}. Зеркало во\u00a0внутренней сети добавьте в\u00a0http.noProxy.`,
    steps: ['setProxy', AGAIN, 'setMirror'],
  }),
  badAddress: () => ({
    title: 'Адрес зеркала записан с\u00a0ошибкой',
    body: 'Нужен полный адрес, например https://mirror.example.ru. Он\u00a0берётся из\u00a0настройки или из\u00a0переменной HF_ENDPOINT.',
    steps: ['setMirror', AGAIN],
  }),
  timedOut: ({ host }) => ({
    title: 'Сервер с\u00a0моделями не\u00a0отвечает',
    body: `${nameOf(host)} не\u00a0ответил вовремя. ${KEPT}`,
    steps: ['resumeDownload', 'setMirror', 'pickModelFile'],
  }),
  network: () => ({
    title: 'Связь пропала',
    body: KEPT,
    steps: ['resumeDownload', 'setMirror', 'pickModelFile'],
  }),
};

const FAILURES: Readonly<Record<DownloadErrorKind, (details: DownloadErrorDetails) => FailureText>> = {
  network: (details) =>
    details.status === undefined
      ? NETWORK[details.reason ?? 'network'](details)
      : {
          title: 'На\u00a0сервере с\u00a0моделями сбой',
          body: `${nameOf(details.host)} ответил кодом ${details.status}. Обычно это проходит за\u00a0несколько минут. ${KEPT}`,
          steps: ['resumeDownload', 'setMirror', 'pickModelFile'],
        },
  notFound: ({ host }) => ({
    title: 'Файла на\u00a0сервере нет',
    body: `${nameOf(host)} не\u00a0знает этого файла: его убрали, или зеркало его не\u00a0хранит. Выберите другой файл или другое зеркало.`,
    steps: ['manageModels', 'setMirror', 'pickModelFile'],
  }),
  forbidden: ({ host }) => ({
    title: 'Сервер не\u00a0отдаёт файл',
    body: `${nameOf(host)} требует входа. Укажите зеркало, которое отдаёт файлы без него, или скачайте файл сами и\u00a0укажите его.`,
    steps: ['setMirror', 'pickModelFile', AGAIN],
  }),
  refused: ({ host, status }) => ({
    title: 'Сервер отказал',
    body: `${nameOf(host)} ответил${status === undefined ? ' отказом' : ` кодом ${status}`}. ${KEPT}`,
    steps: ['resumeDownload', 'setMirror', 'openLog'],
  }),
  redirected: ({ host }) => ({
    title: 'Сервер уводит загрузку в\u00a0сторону',
    body: `${nameOf(host)} перенаправляет её\u00a0на\u00a0незащищённый адрес или по\u00a0кругу. Проверьте адрес зеркала.`,
    steps: ['setMirror', 'pickModelFile', AGAIN],
  }),
  notTheFile: () => ({
    title: 'Вместо файла пришла веб-страница',
    body: 'Возможно, сеть просит войти: откройте любую страницу в\u00a0браузере. Или это адрес зеркала неверен.',
    steps: [AGAIN, 'setMirror', 'pickModelFile'],
  }),
  unknownVersion: ({ host }) => ({
    title: 'На\u00a0сервере другой файл',
    body: `${nameOf(host)} предлагает под этим именем не\u00a0тот файл, сумма которого известна. Ничего не\u00a0загружено. Возьмите другой файл или другое зеркало.`,
    steps: ['manageModels', 'setMirror', 'pickModelFile'],
  }),
  stalled: ({ seconds }) => ({
    title: 'Загрузка замерла',
    body: `${seconds === undefined ? 'Давно ничего не\u00a0приходит' : `За ${seconds} с ничего не пришло`}. ${KEPT}`,
    steps: ['resumeDownload', 'setMirror', 'pickModelFile'],
  }),
  short: () => ({
    title: 'Соединение оборвалось',
    body: KEPT,
    steps: ['resumeDownload', 'setMirror', 'pickModelFile'],
  }),
  wrongDigest: () => ({
    title: 'Контрольная сумма не\u00a0сошлась',
    body: 'Пришёл не\u00a0тот файл, что опубликован: он\u00a0испорчен по\u00a0дороге или подменён. Он\u00a0удалён. Если это повторится, возьмите другое зеркало.',
    steps: [ANEW, 'setMirror', 'pickModelFile'],
  }),
  damaged: () => ({
    title: 'Загруженный файл не\u00a0читается',
    body: 'Это не\u00a0модель GGUF, или файл повреждён. Он\u00a0удалён. Если это повторится, возьмите другое зеркало.',
    steps: [ANEW, 'setMirror', 'pickModelFile'],
  }),
  noSpace: ({ needed, free, folder }) => ({
    title: 'Не\u00a0хватает места на\u00a0диске',
    body: `${
      needed !== undefined && free !== undefined
        ? `Нужно ${amount(needed)}, а\u00a0${folder ? `в\u00a0${folder} ` : ''}свободно ${amount(free)}. `
        : ''
    }Освободите место или выберите другую папку.`,
    steps: ['chooseFolder', AGAIN, 'manageModels'],
  }),
  readOnly: ({ folder }) => ({
    title: 'Папка не\u00a0принимает файл',
    body: `Записать в\u00a0${folder ?? 'папку моделей'} нельзя: нет прав, или диск только для чтения. Выберите другую папку.`,
    steps: ['chooseFolder', AGAIN],
  }),
  disk: () => ({
    title: 'Диск не\u00a0принял файл',
    body: `Запись на\u00a0диск не\u00a0удалась. ${KEPT}`,
    steps: ['resumeDownload', 'chooseFolder', 'openLog'],
  }),
  nameTaken: ({ file }) => ({
    title: 'Имя файла занято',
    body: `${file ?? 'Файл с\u00a0этим именем'} уже есть, и\u00a0это другой файл. Он\u00a0не\u00a0тронут: переименуйте его или выберите другую папку.`,
    steps: ['chooseFolder', AGAIN],
  }),
  busy: () => ({
    title: 'Модель загружает другое окно',
    body: 'Здесь она появится, когда будет загружена.',
    steps: [AGAIN],
    severity: 'info',
  }),
  blockedByPrivacy: () => ({
    title: 'Загрузка запрещена настройкой',
    body: 'Включено «Только этот компьютер», а\u00a0файл лежит на\u00a0другом. Выключите настройку на\u00a0время загрузки или укажите файл, который уже есть.',
    steps: ['setPrivacy', 'pickModelFile', AGAIN],
  }),
};

/** Why a file did not come, and the next steps. */
export function downloadCard({ kind, details }: Pick<DownloadError, 'kind' | 'details'>): ErrorCard {
  const { title, body, steps, severity = 'warning' } = FAILURES[kind](details);
  const technical = [kind, details.reason, details.status, details.host, details.detail];
  return {
    severity,
    title,
    body,
    steps: steps.map((one) => {
      const [step, label] = typeof one === 'string' ? [one, stepTexts[one]] : one;
      return { step, label };
    }),
    details: technical.filter((part) => part !== undefined && part !== '').join(' · '),
  };
}
