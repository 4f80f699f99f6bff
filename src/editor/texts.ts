/** Texts that several features share, and the one table of what to say when a model does not answer. */
import type { ErrorCard, NextStep } from '../core/chat/protocol.ts';
import { catalogueFile } from '../core/model/fileCatalogue.ts';
import type { ModelErrorDetails, ModelErrorKind, UnreachableReason } from '../core/model/modelError.ts';
import { amount } from './localModels/amounts/texts.ts';

/** What the button of a next step says. */
export const stepTexts: Readonly<Record<NextStep, string>> = {
  retry: 'Повторить',
  continue: 'Продолжить',
  checkConnection: 'Проверить соединение',
  enterKey: 'Ввести другой ключ',
  chooseModel: 'Выбрать другую модель',
  openSettings: 'Открыть настройки',
  openLog: 'Открыть журнал',
  newChat: 'Начать новый чат',
  openChat: 'Открыть чат',
  pickModelFile: 'Указать файл модели…',
  useChatModel: 'Выбрать ту\u00a0же модель, что для\u00a0чата',
  copyAdminRequest: 'Скопировать запрос администратору',
  downloadModel: 'Загрузить модель',
  resumeDownload: 'Продолжить загрузку',
  useDownloaded: 'Выбрать загруженную модель',
  manageModels: 'Модели на\u00a0этом компьютере…',
  chooseFolder: 'Выбрать другую папку…',
  setMirror: 'Указать зеркало…',
  setProxy: 'Настроить прокси',
  setPrivacy: 'Открыть настройку',
  installBuild: 'Установить из\u00a0VSIX…',
};

interface ErrorText {
  readonly title: string;
  readonly body: string;
  /** What of a conversation is safe; said only where there is one. */
  readonly kept?: string;
  readonly steps: readonly NextStep[];
}

const QUESTION_KEPT = 'Вопрос сохранён, его можно отправить ещё раз.';
const ANSWER_KEPT = 'Начало ответа сохранено.';
const seconds = (count = 0): string => `${count}\u00a0с`;
const serverName = (host = ''): string => (host ? `Сервер ${host}` : 'Сервер');

/** By the code that Node or OpenSSL gave: each fault has its own cure, and `caFile` cures one of them alone. */
function certificateFault({ host, detail = '' }: ModelErrorDetails): ErrorText {
  const server = serverName(host);
  switch (detail) {
    case 'CERT_HAS_EXPIRED':
      return {
        title: 'Срок сертификата сервера истёк',
        body: `${server} показал сертификат, который больше не\u00a0действует. Обновить его может администратор. Проверьте и\u00a0дату на\u00a0этом компьютере.`,
        steps: ['checkConnection', 'chooseModel'],
      };
    case 'CERT_NOT_YET_VALID':
      return {
        title: 'Сертификат сервера ещё не\u00a0действует',
        body: `${server} показал сертификат, срок которого не\u00a0наступил. Проверьте дату на\u00a0этом компьютере; если она верна, сообщите администратору.`,
        steps: ['checkConnection', 'chooseModel'],
      };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return {
        title: 'Сертификат выдан для\u00a0другого имени',
        body: `${server} показал сертификат, в\u00a0котором этого имени нет. Проверьте адрес в\u00a0настройке сервера (url). Если он верен, новый сертификат выпустит администратор.`,
        steps: ['openSettings', 'checkConnection'],
      };
  }
  if (/^(E[A-Z]+|ERR_OSSL_.*|caFile)$/.test(detail)) {
    return {
      title: 'Файл сертификата не\u00a0прочитан',
      body: 'Файла корневого сертификата из\u00a0настройки сервера (caFile) нет, к\u00a0нему нет доступа или он не\u00a0в\u00a0формате PEM. Проверьте путь.',
      steps: ['openSettings', 'checkConnection'],
    };
  }
  if (detail === '' || /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_UNTRUSTED|INVALID_CA)/.test(detail)) {
    return {
      title: 'Сертификат сервера не\u00a0принят',
      body: `${server} подписан неизвестным центром. Получите у\u00a0администратора файл корневого сертификата и\u00a0укажите его в\u00a0настройке сервера (caFile).`,
      steps: ['openSettings', 'checkConnection'],
    };
  }
  return {
    title: 'Сертификат сервера не\u00a0принят',
    body: `${server} не\u00a0прошёл проверку. Что именно не\u00a0так, сказано в\u00a0подробностях: их стоит показать администратору.`,
    steps: ['checkConnection', 'openLog'],
  };
}

const UNREACHABLE: Readonly<Record<UnreachableReason, (details: ModelErrorDetails) => ErrorText>> = {
  dns: ({ host }) => ({
    title: 'Сервер не\u00a0найден',
    body: `Имя ${host ?? 'сервера'} не\u00a0находится в\u00a0сети. Проверьте адрес, подключение к\u00a0сети и\u00a0VPN.`,
    kept: QUESTION_KEPT,
    steps: ['checkConnection', 'retry', 'chooseModel'],
  }),
  refused: ({ host }) => ({
    title: 'Сервер не\u00a0отвечает',
    body: `По\u00a0адресу ${host ?? 'сервера'} никто не\u00a0принимает соединения: сервер выключен или порт другой.`,
    kept: QUESTION_KEPT,
    steps: ['checkConnection', 'retry', 'chooseModel'],
  }),
  certificate: (details) => certificateFault(details),
  proxy: () => ({
    title: 'Прокси не\u00a0пропустил запрос',
    body: `Прокси из\u00a0настроек VS\u00a0Code (http.proxy) недоступен или требует пароль. Если сервер во\u00a0внутренней сети, добавьте его в\u00a0http.noProxy.`,
    kept: QUESTION_KEPT,
    steps: ['openSettings', 'checkConnection', 'retry'],
  }),
  notAnApi: ({ host }) => ({
    title: 'По\u00a0этому адресу не\u00a0модель',
    body: `${serverName(host)} ответил веб-страницей или чем-то другим, но\u00a0не\u00a0по\u00a0протоколу OpenAI. Проверьте адрес: обычно он заканчивается на\u00a0/v1.`,
    steps: ['checkConnection', 'openSettings'],
  }),
  blockedByPrivacy: ({ host }) => ({
    title: 'Запрос не\u00a0отправлен',
    body: `Включена настройка «Только этот компьютер», а\u00a0${host ?? 'сервер'} — другой компьютер. Выберите модель на\u00a0этом компьютере или выключите настройку.`,
    steps: ['chooseModel', 'openSettings'],
  }),
  badAddress: () => ({
    title: 'Адрес сервера записан с\u00a0ошибкой',
    body: 'Нужен полный адрес, например https://llm.example.ru/v1.',
    steps: ['openSettings'],
  }),
  badHeaders: ({ detail }) => ({
    title: 'Заголовки сервера записаны с\u00a0ошибкой',
    body: `Заголовок ${detail ? `«${detail}» ` : ''}из\u00a0настройки сервера (headers) нельзя отправить. Годятся латинские буквы, цифры и\u00a0знаки; служебные имена вроде Connection заняты.`,
    steps: ['openSettings'],
  }),
  network: ({ host }) => ({
    title: 'Сервер не\u00a0отвечает',
    body: `Связь с\u00a0${host ?? 'сервером'} не\u00a0устанавливается.`,
    kept: QUESTION_KEPT,
    steps: ['checkConnection', 'retry', 'chooseModel'],
  }),
};

const TIMED_OUT: Readonly<
  Record<NonNullable<ModelErrorDetails['phase']>, (details: ModelErrorDetails) => ErrorText>
> = {
  connect: ({ host, seconds: count }) => ({
    title: 'Сервер не\u00a0отвечает',
    body: `${serverName(host)} не\u00a0ответил за\u00a0${seconds(count)}.`,
    kept: QUESTION_KEPT,
    steps: ['checkConnection', 'retry', 'chooseModel'],
  }),
  firstToken: ({ seconds: count }) => ({
    title: 'Модель не\u00a0начала отвечать',
    body: `Прошло ${seconds(count)}: сервер перегружен или модель ещё загружается.`,
    kept: QUESTION_KEPT,
    steps: ['retry', 'checkConnection', 'chooseModel'],
  }),
  idle: ({ seconds: count }) => ({
    title: 'Ответ прервался',
    body: `Модель молчит уже ${seconds(count)}.`,
    kept: ANSWER_KEPT,
    steps: ['continue', 'retry', 'checkConnection'],
  }),
};

function notFound({ model, host, file }: ModelErrorDetails): ErrorText {
  const known = file === undefined || model === undefined ? undefined : catalogueFile(model);
  if (known) {
    return {
      title: 'Файла модели нет',
      body: `Модель ${known.model} выбрана, но\u00a0её файла ${known.name} на\u00a0этом компьютере нет. Его можно загрузить.`,
      steps: ['downloadModel', 'pickModelFile', 'chooseModel'],
    };
  }
  if (model !== undefined) {
    return {
      title: 'Такой модели нет',
      body: `Модели «${model}» там, где она указана, больше нет. Выберите другую.`,
      steps: ['chooseModel', 'checkConnection'],
    };
  }
  if (host !== undefined) {
    return {
      title: 'На\u00a0сервере нет моделей',
      body: `${serverName(host)} отвечает, но\u00a0ни одной модели не\u00a0предлагает. Попросите администратора загрузить модель.`,
      steps: ['checkConnection', 'copyAdminRequest'],
    };
  }
  return {
    title: 'Модель не\u00a0выбрана',
    body: 'Толмач ответит, как\u00a0только появится модель: на\u00a0этом компьютере или на\u00a0сервере.',
    steps: ['downloadModel', 'chooseModel'],
  };
}

function engineCrashed({ trouble }: ModelErrorDetails): ErrorText {
  switch (trouble) {
    case 'gaveUp':
      return {
        title: 'Модель не\u00a0запускается',
        body: 'Процесс модели завершился три раза за\u00a0пять минут, и Толмач больше его не\u00a0запускает. Выберите другую модель или файл меньшего размера. Причина — в\u00a0журнале. Через пять минут можно попробовать снова.',
        kept: QUESTION_KEPT,
        steps: ['chooseModel', 'pickModelFile', 'openLog'],
      };
    case 'gpuLost':
      return {
        title: 'Видеокарта перестала отвечать',
        body: 'Видеокарта или её драйвер отказали во\u00a0время ответа. Следующий запрос загрузит модель снова. Если это повторится, выключите видеокарту в\u00a0настройках Толмача: модель будет работать на\u00a0процессоре.',
        kept: ANSWER_KEPT,
        steps: ['retry', 'openSettings', 'openLog'],
      };
    default:
      return {
        title: 'Модель остановилась',
        body: 'Процесс модели неожиданно завершился. Редактор это не\u00a0затронуло, следующий запрос запустит модель снова.',
        kept: ANSWER_KEPT,
        steps: ['retry', 'chooseModel', 'openLog'],
      };
  }
}

function outOfMemory(details: ModelErrorDetails): ErrorText {
  const { trouble, model = '', other = '' } = details;
  switch (trouble) {
    case 'modelsTogether':
      return {
        title: 'Две модели не\u00a0помещаются в\u00a0память',
        body: `Модель для\u00a0чата (${other}) уже загружена, для\u00a0модели подсказок (${model}) памяти не\u00a0осталось: подсказок пока нет. Выберите для\u00a0подсказок ту\u00a0же модель, что для\u00a0чата, или файл меньшего размера.`,
        steps: ['useChatModel', 'chooseModel'],
      };
    case 'gaveUp':
      return {
        title: 'Модели не\u00a0хватает памяти',
        body: 'Система трижды за\u00a0пять минут остановила модель, и Толмач больше её не\u00a0запускает. Возьмите файл меньшего размера или уменьшите окно контекста в\u00a0настройках. Через пять минут можно попробовать снова.',
        kept: QUESTION_KEPT,
        steps: ['pickModelFile', 'chooseModel', 'openSettings'],
      };
    default:
      return {
        title: 'Модели не\u00a0хватило памяти',
        body: `${memoryTold(details)}Закройте лишние программы, уменьшите окно контекста в\u00a0настройках или возьмите файл меньшего размера.`,
        steps: ['retry', 'openSettings', 'pickModelFile'],
      };
  }
}

function memoryTold({ neededBytes, freeBytes }: ModelErrorDetails): string {
  return neededBytes === undefined || freeBytes === undefined
    ? ''
    : `Нужно ${amount(neededBytes)}, свободно ${amount(freeBytes)}. `;
}

function modelDamaged({ file, trouble }: ModelErrorDetails): ErrorText {
  const named = file ? `Файл ${file}` : 'Этот файл';
  if (trouble === 'unknownArchitecture') {
    return {
      title: 'Такие модели движок не\u00a0знает',
      body: `${named} цел, но\u00a0его архитектуры в\u00a0движке этой версии нет. Выберите другую модель или обновите Толмач.`,
      steps: ['chooseModel', 'pickModelFile', 'openLog'],
    };
  }
  return {
    title: 'Файл модели повреждён',
    body: `${named} загружен не\u00a0целиком или это не\u00a0GGUF. Удалите его и\u00a0загрузите заново или укажите другой.`,
    steps: ['manageModels', 'pickModelFile', 'chooseModel'],
  };
}

const KINDS: Readonly<Record<ModelErrorKind, (details: ModelErrorDetails) => ErrorText>> = {
  unreachable: (details) => UNREACHABLE[details.reason ?? 'network'](details),
  timedOut: (details) => TIMED_OUT[details.phase ?? 'connect'](details),
  unauthorized: ({ host }) => ({
    title: 'Сервер не\u00a0принял ключ доступа',
    body: `${serverName(host)} требует ключ. Возможно, его срок истёк или он скопирован не\u00a0целиком. Новый выдаёт администратор сервера.`,
    steps: ['enterKey', 'copyAdminRequest'],
  }),
  forbidden: ({ host }) => ({
    title: 'Нет доступа к\u00a0модели',
    body: `${serverName(host)} принял ключ, но\u00a0не\u00a0разрешает этот запрос. Попросите администратора открыть доступ.`,
    steps: ['enterKey', 'chooseModel', 'copyAdminRequest'],
  }),
  notFound,
  rateLimited: ({ seconds: count }) => ({
    title: 'Слишком много запросов',
    body: `Сервер просит подождать${count ? ` ${seconds(count)}` : ''}.`,
    kept: QUESTION_KEPT,
    steps: ['retry', 'chooseModel'],
  }),
  overloaded: () => ({
    title: 'Сервер перегружен',
    body: `Сейчас он не\u00a0справляется с\u00a0запросами. Подождите минуту.`,
    kept: QUESTION_KEPT,
    steps: ['retry', 'chooseModel'],
  }),
  contextOverflow: ({ needed, granted }) => ({
    title: 'Вопрос не\u00a0помещается в\u00a0контекст',
    body:
      needed !== undefined && granted !== undefined
        ? `Нужно токенов: ${needed}, помещается: ${granted}. Начните новый чат или уберите часть приложенного.`
        : 'Начните новый чат или уберите часть приложенного.',
    steps: ['newChat', 'openSettings'],
  }),
  badRequest: ({ host }) => ({
    title: 'Сервер отклонил запрос',
    body: `${serverName(host)} не\u00a0понял запрос. Что именно ему не\u00a0подошло, сказано в\u00a0подробностях.`,
    steps: ['checkConnection', 'chooseModel', 'openLog'],
  }),
  brokenStream: ({ empty }) =>
    empty
      ? {
          title: 'Модель ничего не\u00a0ответила',
          body: 'Ответ пришёл пустым. Попробуйте ещё раз или спросите другими словами.',
          steps: ['retry', 'chooseModel'],
        }
      : {
          title: 'Ответ прервался',
          body: 'Связь оборвалась или сервер остановил ответ раньше, чем модель закончила.',
          kept: ANSWER_KEPT,
          steps: ['continue', 'retry', 'checkConnection'],
        },
  engineMissing: ({ detail }) =>
    detail === undefined
      ? {
          title: 'В\u00a0этой сборке нет движка',
          body: `Она только для серверов. Чтобы модель работала на\u00a0этом компьютере, установите поверх неё сборку для вашей системы: файл tolmach-${process.platform}-${process.arch}.vsix, команда «Расширения: Установить из\u00a0VSIX…». Или подключитесь к\u00a0серверу.`,
          steps: ['installBuild', 'chooseModel'],
        }
      : {
          title: 'Движок не\u00a0запустился',
          body: 'Эта сборка Толмача не\u00a0подходит системе или установлена не\u00a0целиком. Установите сборку для вашей системы или подключитесь к\u00a0серверу.',
          steps: ['installBuild', 'chooseModel', 'openLog'],
        },
  engineCrashed,
  modelDamaged,
  outOfMemory,
};

interface Failure {
  readonly kind: ModelErrorKind;
  readonly details: ModelErrorDetails;
}

/** Everything about one failure, for a card or a notification. */
export function errorCard(error: Failure): ErrorCard {
  return card(error, KINDS[error.kind](error.details));
}

/** The same for a failure in a conversation: it also says what is safe. */
export function answerErrorCard(error: Failure): ErrorCard {
  const text = KINDS[error.kind](error.details);
  return card(error, text.kept ? { ...text, body: `${text.body} ${text.kept}` } : text);
}

/** The steps that make sense where there is no answer to go on with: whoever wants it again starts it again. */
export function stepsElsewhere({ steps }: ErrorCard): ErrorCard['steps'] {
  return steps.filter(({ step }) => step !== 'retry' && step !== 'continue' && step !== 'newChat');
}

function card({ kind, details }: Failure, { title, body, steps }: ErrorText): ErrorCard {
  const technical = [kind, details.status, details.host, details.detail].filter(
    (part) => part !== undefined && part !== '',
  );
  return {
    severity: kind === 'rateLimited' || kind === 'overloaded' ? 'warning' : 'error',
    title,
    body,
    steps: steps.map((step) => ({ step, label: stepTexts[step] })),
    details: technical.join(' · '),
  };
}

// Not a formatter made at import: the first of a process costs 12 ms of start-up.
const figure = (value: number): string => value.toLocaleString('ru', { maximumFractionDigits: 3 });

/** What a list of models says of each. */
export const factTexts = {
  window: (tokens: number, known: boolean) =>
    known ? `окно ${figure(tokens)}` : `окно неизвестно, принято ${figure(tokens)}`,
  score: (name: string, value: number) => `${name} ${figure(value)}`,
} as const;

export const logTexts = {
  /** The journal's name among the editor's outputs. */
  name: 'Толмач',
} as const;
