import { isTLite, isTPro } from '../../core/model/catalogue.ts';
import type { CheckStep, CheckStepId } from '../../core/model/connectionCheck.ts';
import { CHECK_STEPS } from '../../core/model/connectionCheck.ts';
import type { Usage } from '../../core/model/languageModel.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { Prompt } from '../../core/model/prompt.ts';
import { isLoopback } from '../../core/model/serverPlace.ts';
import type { SeenCertificate } from './certificate.ts';
import { certificateSeen } from './certificate.ts';
import type { RemoteOptions } from './options.ts';
import { askOwn, isAbsence } from './ownPaths.ts';
import { RemoteServer } from './remoteServer.ts';
import { countAtServer } from './serverTokens.ts';
import { Transport } from './transport.ts';

type Outcome = Omit<CheckStep, 'id' | 'verdict'> & {
  readonly verdict: Exclude<CheckStep['verdict'], 'running'>;
  /** The lines that follow cannot be checked. */
  readonly ends?: boolean;
};

/**
 * «Проверить соединение»: each line first as `running`, then with its verdict, in the order of `CHECK_STEPS`. An abort
 * ends the check where it is. Values by line:
 * - `address`: `host`; `ms` to the server's first answer, when there was one.
 * - `proxy`: `proxy`, its host and port; none when requests go straight.
 * - `certificate`: `issuer`, `validTo` (a day), `authority` (`file`, `builtIn`, `system`); for `http:` `authority` is
 *   `notNeeded` on this machine, else there is a warning with `unencrypted`; a warning with `unverified` when the
 *   settings switch verification off.
 * - `key`: `given`, 1 or 0; skipped when no request that needs the key could be made.
 * - `models`: `count`, `model` (the id that all lines below are about), `family` (`t-pro`, `t-lite`, `other`).
 * - `window`: `tokens`; a warning when nothing reported it and it was assumed.
 * - `streaming`: `deltas`, `firstTokenMs`; a warning when the answer came in one piece or was empty.
 * - `raw`: none; a warning when the server has no raw completions.
 * - `counting`: `method` (`tokenize`, `usage`, `none`), `server` and `ours`, tokens of the same text; with `usage` the
 *   server's number holds the template too. A warning when ours is less, or differs though it is called exact.
 * - `speed`: `tokensPerSecond`, `firstTokenMs`, `tokens`; a warning when it is too slow to read along.
 */
export async function* checkConnection(
  options: RemoteOptions,
  signal: AbortSignal,
): AsyncIterable<CheckStep> {
  const check = new Check(options, signal);
  let ended = false;
  try {
    for (const id of CHECK_STEPS) {
      if (signal.aborted) return;
      if (ended) {
        yield { id, verdict: 'skipped' };
        continue;
      }
      yield { id, verdict: 'running' };
      const { ends = false, ...outcome } = await check.run(id);
      if (signal.aborted) return;
      ended = ends;
      yield { id, ...outcome };
    }
  } finally {
    check.dispose();
  }
}

/** Tokens a second under which nobody reads along, and seconds that nobody waits calmly for a first token. */
const SLOW = { tokensPerSecond: 5, firstTokenMs: 10_000 };
const COUNTED_TEXT = 'Функция считает сумму заказа: function total(order) { return order.items.length * 2; }';
const QUESTION: Prompt = {
  kind: 'chat',
  messages: [{ role: 'user', text: 'Сосчитай от одного до тридцати словами, через пробел, без пояснений.' }],
};
const CONTINUATION: Prompt = { kind: 'raw', segments: [{ text: 'def add(a, b):\n    return' }] };

/** What one streamed answer showed. */
interface Answer {
  readonly deltas: number;
  readonly tokens: number;
  readonly firstTokenMs: number;
  readonly totalMs: number;
  readonly usage: Usage;
}

class Check {
  readonly #options: RemoteOptions;
  readonly #signal: AbortSignal;
  readonly #transport: Transport;
  readonly #server: RemoteServer;
  /** What the first request ended with, and the line that it belongs to. */
  #failure: { readonly step: CheckStepId; readonly error: ModelError } | undefined;
  #certificate: SeenCertificate | undefined;
  #cards: readonly ModelCard[] | undefined;
  #card: ModelCard | undefined;
  #answer: Answer | undefined;

  constructor(options: RemoteOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    // A transport of its own makes connections anew, so that they are really tried.
    this.#transport = new Transport(options);
    this.#server = new RemoteServer(options, this.#transport);
  }

  dispose(): void {
    this.#server.dispose();
  }

  async run(id: CheckStepId): Promise<Outcome> {
    try {
      const outcome = await this.#steps[id]();
      const failure = this.#failure;
      return failure?.step === id ? { verdict: 'failed', error: failure.error, ends: true } : outcome;
    } catch (error) {
      return { verdict: 'failed', error: ModelError.from(error), ends: true };
    }
  }

  readonly #steps: Readonly<Record<CheckStepId, () => Promise<Outcome> | Outcome>> = {
    address: () => this.#contact(),
    proxy: () => {
      const { proxy } = this.#transport;
      return { verdict: 'ok', ...(proxy && { values: { proxy } }) };
    },
    certificate: () => this.#vouched(),
    key: () => this.#admitted(),
    models: () => this.#models(),
    window: async () => {
      // As it stands after the first answer, which may have taught what the list did not tell.
      const { window, windowKnown } = (await this.#server.open(this.#checked())).model.card;
      return { verdict: windowKnown ? 'ok' : 'warning', values: { tokens: window } };
    },
    streaming: () => this.#streaming(),
    raw: () => this.#raw(),
    counting: () => this.#counting(),
    speed: () => this.#speed(),
  };

  /** One request, which tells of the address, the proxy, the certificate and the key. */
  async #contact(): Promise<Outcome> {
    const { host, hostname } = this.#transport.base;
    const started = performance.now();
    try {
      this.#certificate = await certificateSeen(hostname, this.#options.settings.caFile, () =>
        this.#transport.json(this.#transport.url('models'), { signal: this.#signal }),
      );
    } catch (error) {
      const failure = ModelError.from(error);
      const step = stepOf(failure);
      this.#failure = { step, error: failure };
      // A proxy or a certificate that failed leaves nothing to be said of the way behind it.
      if (step === 'proxy' || step === 'certificate') return { verdict: 'ok', values: { host } };
    }
    return { verdict: 'ok', values: { host, ms: Math.round(performance.now() - started) } };
  }

  #vouched(): Outcome {
    const { protocol, hostname } = this.#transport.base;
    if (protocol === 'http:') {
      return isLoopback(hostname)
        ? { verdict: 'ok', values: { authority: 'notNeeded' } }
        : { verdict: 'warning', values: { authority: 'unencrypted' } };
    }
    if (!this.#options.network().strictCertificates) {
      return { verdict: 'warning', values: { authority: 'unverified' } };
    }
    return this.#certificate ? { verdict: 'ok', values: { ...this.#certificate } } : { verdict: 'ok' };
  }

  /** The list of models proves nothing: llama-server and many gateways give it to anyone. */
  async #admitted(): Promise<Outcome> {
    if (this.#failure) return { verdict: 'skipped' };
    try {
      if (!(await this.#list()).card) return { verdict: 'skipped' };
      await this.#proveKey();
    } catch (error) {
      const failure = ModelError.from(error);
      if (stepOf(failure) === 'key') throw failure;
      // An answer that breaks had begun. Everything else is told by the line that it belongs to.
      if (failure.kind !== 'brokenStream') return { verdict: 'skipped' };
    }
    return { verdict: 'ok', values: { given: (await this.#options.key()) ? 1 : 0 } };
  }

  /** Makes a request that no server answers without its key. */
  async #proveKey(): Promise<void> {
    const guarded = this.#server.facts?.dialect.name === 'llamacpp' ? 'props' : undefined;
    if (guarded && (await askOwn(this.#transport, guarded, { signal: this.#signal }))) return;
    await this.#generate(QUESTION, 1);
  }

  async #models(): Promise<Outcome> {
    // Already known to fail.
    if (this.#failure) return { verdict: 'skipped' };
    const { cards, card } = await this.#list();
    if (!card) throw new ModelError('notFound', { host: this.#transport.base.host });
    const family = isTPro(card) ? 't-pro' : isTLite(card) ? 't-lite' : 'other';
    return { verdict: 'ok', values: { count: cards.length, model: card.id, family } };
  }

  /** The server's models, and the one that the check is made with. */
  async #list(): Promise<{ readonly cards: readonly ModelCard[]; readonly card: ModelCard | undefined }> {
    this.#cards ??= await this.#server.list(this.#signal);
    const cards = this.#cards;
    // A model that the server hands on is tried only where there is no other.
    const here = cards.filter(({ forwardsTo }) => forwardsTo === undefined);
    this.#card = cards.find(isTPro) ?? cards.find(isTLite) ?? here[0] ?? cards[0];
    return { cards, card: this.#card };
  }

  async #streaming(): Promise<Outcome> {
    const answer = await this.#generate(QUESTION, 64);
    this.#answer = answer;
    const { deltas, firstTokenMs } = answer;
    return {
      verdict: deltas > 1 ? 'ok' : 'warning',
      values: { deltas, firstTokenMs: Math.round(firstTokenMs) },
    };
  }

  async #raw(): Promise<Outcome> {
    try {
      await this.#generate(CONTINUATION, 8);
      return { verdict: 'ok' };
    } catch (thrown) {
      const error = ModelError.from(thrown);
      // Completions then go by the chat: no reason to end the check, nor a failure where none were promised.
      if (!this.#checked().rawCompletions && isAbsence(error.kind, error.details))
        return { verdict: 'warning' };
      return { verdict: 'failed', error };
    }
  }

  async #counting(): Promise<Outcome> {
    const { counter } = await this.#server.open(this.#checked());
    const ours = counter.count(COUNTED_TEXT);
    const { dialect } = this.#server.facts ?? {};
    const server =
      dialect &&
      (await countAtServer(this.#transport, dialect, this.#checked().id, COUNTED_TEXT, this.#signal));
    if (server !== undefined) {
      const right = counter.exact ? ours === server : ours >= server;
      return { verdict: right ? 'ok' : 'warning', values: { method: 'tokenize', server, ours } };
    }
    const used = this.#answer?.usage.promptTokens;
    if (used === undefined) return { verdict: 'warning', values: { method: 'none' } };
    const asked = QUESTION.kind === 'chat' ? (QUESTION.messages[0]?.text ?? '') : '';
    return { verdict: 'ok', values: { method: 'usage', server: used, ours: counter.count(asked) } };
  }

  #speed(): Outcome {
    const answer = this.#answer;
    if (!answer || answer.tokens < 2) return { verdict: 'skipped' };
    const { tokens, totalMs, firstTokenMs } = answer;
    // What comes in one piece has no pace of its own.
    const pace = totalMs > firstTokenMs ? (tokens - 1) / (totalMs - firstTokenMs) : tokens / totalMs;
    const tokensPerSecond = Math.round(pace * 10_000) / 10;
    const slow = tokensPerSecond < SLOW.tokensPerSecond || firstTokenMs > SLOW.firstTokenMs;
    const values = { tokensPerSecond, firstTokenMs: Math.round(firstTokenMs), tokens };
    return { verdict: slow ? 'warning' : 'ok', values };
  }

  async #generate(prompt: Prompt, maxTokens: number): Promise<Answer> {
    const { model } = await this.#server.open(this.#checked());
    const started = performance.now();
    let deltas = 0;
    let first = 0;
    let last = 0;
    let usage: Usage = {};
    for await (const delta of model.generate(prompt, { maxTokens, signal: this.#signal, purpose: 'check' })) {
      if (delta.kind === 'end') {
        usage = delta.usage;
        continue;
      }
      last = performance.now() - started;
      if (deltas++ === 0) first = last;
    }
    return { deltas, tokens: usage.generatedTokens ?? deltas, firstTokenMs: first, totalMs: last, usage };
  }

  #checked(): ModelCard {
    if (!this.#card) throw new ModelError('notFound', { host: this.#transport.base.host });
    return this.#card;
  }
}

/** The line that an error of the first request belongs to. */
function stepOf({ kind, details }: ModelError): CheckStepId {
  if (kind === 'unauthorized' || kind === 'forbidden') return 'key';
  if (kind === 'timedOut') return 'address';
  if (kind !== 'unreachable') return 'models';
  if (details.reason === 'proxy' || details.reason === 'certificate') return details.reason;
  // The server, or a gateway before it, answers, though not with what was asked for.
  return details.reason === 'network' && details.status !== undefined ? 'models' : 'address';
}
