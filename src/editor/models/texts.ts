import type { CheckLine } from '../../core/chat/protocol.ts';
import type { CheckStep, CheckStepId } from '../../core/model/connectionCheck.ts';
import type { ModelState } from '../../core/model/modelSource.ts';
import { errorCard } from '../texts.ts';

// Not a formatter made at import: the first of a process costs 12 ms of start-up.
const figure = (value: number): string => value.toLocaleString('ru', { maximumFractionDigits: 1 });

export const modelTexts = {
  picker: {
    title: 'Модель для\u00a0чата и\u00a0подсказок',
    placeholder: 'Выберите модель: она отвечает в\u00a0чате, правит код и\u00a0подсказывает в\u00a0строке',
    here: 'Этот компьютер',
    auto: 'Выбирать автоматически',
    autoDetail: 'Первый ответивший сервер с\u00a0T-Pro, иначе T-Lite на\u00a0этом компьютере',
    separateCompletion: 'Отдельная модель для\u00a0подсказок в\u00a0строке…',
    sameCompletion: 'Та\u00a0же, что для\u00a0чата',
    completionTitle: 'Модель для\u00a0подсказок в\u00a0строке',
    actions: 'Действия',
    completions: 'Подсказки в\u00a0строке: отложить, выключить…',
    addServer: 'Подключиться к\u00a0серверу…',
    manage: 'Модели на\u00a0этом компьютере…',
    pickFile: 'Указать файл модели…',
    check: 'Проверить соединение',
    current: 'выбрана',
    cure: { enterKey: 'Ввести ключ доступа…', checkConnection: 'Проверить соединение…' },
  },
  key: {
    title: 'Ключ доступа к\u00a0серверу',
    prompt: (server: string) =>
      `Ключ для\u00a0сервера «${server}». Его хранит VS\u00a0Code, в\u00a0настройки он не\u00a0попадает.`,
    whichServer: 'Для какого сервера?',
    replace: (server: string) =>
      `Новый ключ для\u00a0сервера «${server}». Если оставить поле пустым, сохранённый ключ удалится.`,
    removed: (server: string) => `Ключ сервера «${server}» удалён.`,
    environment: 'Сохранённого ключа больше нет. Действует ключ из переменной TOLMACH_API_KEY.',
    noServers: 'Сначала подключитесь к\u00a0серверу.',
  },
  engine: {
    fellBack: 'Видеокарта не\u00a0подошла, модель работает на\u00a0процессоре.',
  },
  request: {
    copied: 'Запрос скопирован: отправьте его администратору.',
    text: `Здравствуйте! Хочу подключить в\u00a0VS\u00a0Code помощника программиста «Толмач» к\u00a0модели T-Pro на\u00a0нашем сервере. Пришлите, пожалуйста:
1. адрес сервера с\u00a0протоколом OpenAI (обычно заканчивается на\u00a0/v1);
2. ключ доступа, если он нужен;
3. файл корневого сертификата, если сервер подписан нашим центром.
Подойдут vLLM, SGLang, llama.cpp, Ollama и\u00a0LM\u00a0Studio; окно контекста нужно не\u00a0меньше 8192\u00a0токенов.`,
  },
  status: {
    name: 'Толмач',
    notSetUp: 'Модель не\u00a0выбрана',
    choose: 'Нажмите, чтобы выбрать модель',
    cure: { enterKey: 'Ввести ключ доступа', checkConnection: 'Проверить соединение' },
  },
} as const;

const STATES: Readonly<Record<ModelState, string>> = {
  unknown: 'ещё не\u00a0проверена',
  checking: 'проверяется',
  ready: 'готова',
  idle: 'готова, загрузится при\u00a0первом вопросе',
  loading: 'загружается в\u00a0память',
  answering: 'отвечает',
  slow: 'отвечает медленно',
  unauthorized: 'ключ не\u00a0принят',
  unreachable: 'не\u00a0отвечает',
  failed: 'не\u00a0запустилась',
};

export function stateText(state: ModelState, progress?: number): string {
  const percent =
    state === 'loading' && progress !== undefined ? `: ${Math.round(progress * 100)}\u00a0%` : '';
  return STATES[state] + percent;
}

type Values = NonNullable<CheckStep['values']>;

const RUNNING: Readonly<Record<CheckStepId, string>> = {
  address: 'Найти сервер',
  proxy: 'Прокси',
  certificate: 'Проверить сертификат',
  key: 'Проверить ключ',
  models: 'Найти модель',
  window: 'Узнать окно контекста',
  streaming: 'Получить ответ по\u00a0частям',
  raw: 'Проверить дополнение текста',
  counting: 'Сверить счёт токенов',
  speed: 'Измерить скорость',
};

/** A tenth matters only where each token is waited for. */
const rounded = (speed: number): number => (speed < 10 ? speed : Math.round(speed));

const PASSED: Readonly<Record<CheckStepId, (values: Values) => string>> = {
  address: ({ host, ms }) => (ms === undefined ? `Адрес найден: ${host}` : `Сервер отвечает: ${ms}\u00a0мс`),
  proxy: ({ proxy }) =>
    proxy === undefined ? 'Прокси не\u00a0используется' : `Запросы идут через прокси ${proxy}`,
  certificate: ({ issuer, validTo, authority }) =>
    authority === 'notNeeded'
      ? 'Сертификат не\u00a0нужен: сервер на\u00a0этом компьютере'
      : ['Сертификат принят', issuer && `выдал ${issuer}`, validTo && `действует до\u00a0${validTo}`]
          .filter(Boolean)
          .join(', '),
  key: ({ given }) => (given ? 'Ключ принят' : 'Ключ не\u00a0нужен'),
  models: ({ model, count }) =>
    Number(count) > 1 ? `Модель найдена: ${model}, всего моделей: ${count}` : `Модель найдена: ${model}`,
  window: ({ tokens }) => `Окно контекста: ${figure(Number(tokens))}`,
  streaming: () => 'Ответ приходит по\u00a0частям',
  raw: () => 'Дополнение текста работает: подсказки будут точнее',
  counting: ({ method }) =>
    method === 'tokenize'
      ? 'Счёт токенов совпадает с\u00a0серверным'
      : 'Сервер сообщает, сколько токенов занято',
  speed: ({ tokensPerSecond, firstTokenMs }) =>
    `Скорость: ${figure(rounded(Number(tokensPerSecond)))}\u00a0ток/с, первый через ${firstTokenMs}\u00a0мс`,
};

const UNENCRYPTED = {
  text: 'Соединение не\u00a0зашифровано',
  cure: 'Вопросы и\u00a0код идут по\u00a0сети открыто. Попросите администратора включить HTTPS или подключайтесь через VPN.',
};
const UNVERIFIED = {
  text: 'Сертификат не\u00a0проверяется: это отключено в\u00a0настройках',
  cure: 'Включите http.proxyStrictSSL и\u00a0укажите файл корневого сертификата в\u00a0настройке сервера (caFile).',
};

const WARNED: Partial<Readonly<Record<CheckStepId, (values: Values) => { text: string; cure: string }>>> = {
  certificate: ({ authority }) => (authority === 'unencrypted' ? UNENCRYPTED : UNVERIFIED),
  window: ({ tokens }) => ({
    text: `Сервер не\u00a0сообщил окно, считаем ${figure(Number(tokens))}`,
    cure: 'Если знаете настоящее окно, укажите его в\u00a0настройке сервера (window).',
  }),
  streaming: () => ({
    text: 'Ответ пришёл одним куском',
    cure: 'Похоже, прокси или шлюз копит ответ. Попросите администратора отключить буферизацию.',
  }),
  raw: () => ({
    text: 'Дополнения текста нет',
    cure: 'Чат и\u00a0правки работают; подсказки в\u00a0строке пойдут через чат и\u00a0будут менее точными.',
  }),
  counting: ({ method }) => ({
    text: method === 'none' ? 'Сервер не\u00a0считает токены' : 'Счёт токенов расходится с\u00a0серверным',
    cure: 'Толмач считает сам и\u00a0с\u00a0запасом.',
  }),
  speed: (values) => ({
    text: PASSED.speed(values),
    cure: 'Это медленнее, чем читает человек: возможно, сервер занят или модель велика для\u00a0него.',
  }),
};

const REMOTE_HINT = (remote: string): string =>
  ` Толмач работает там, где открыта папка (${remote}): localhost\u00a0— это тот компьютер, а\u00a0не\u00a0ваш.`;

/**
 * A line of «Проверить соединение».
 * @param remote where the extension runs when that is another machine (`vscode.env.remoteName`) and the address is loopback
 */
export function checkLine({ id, verdict, values = {}, error }: CheckStep, remote?: string): CheckLine {
  switch (verdict) {
    case 'running':
    case 'skipped':
      return { id, verdict, text: RUNNING[id] };
    case 'ok':
      return { id, verdict, text: PASSED[id](values) };
    case 'warning':
      return { id, verdict, ...(WARNED[id]?.(values) ?? { text: PASSED[id](values) }) };
    case 'failed': {
      if (!error) return { id, verdict, text: RUNNING[id] };
      const { title, body } = errorCard(error);
      const detail = error.details.detail ? ` (${error.details.detail})` : '';
      // Where the server was reached it is no other machine that answers.
      const elsewhere = remote && (error.kind === 'unreachable' || error.kind === 'timedOut');
      return { id, verdict, text: title + detail, cure: body + (elsewhere ? REMOTE_HINT(remote) : '') };
    }
  }
}
