import type { DownloadCourse, DownloadStep, ErrorCard } from '../../core/chat/protocol.ts';
import type { CatalogueFile } from '../../core/model/fileCatalogue.ts';
import type { ModelError } from '../../core/model/modelError.ts';
import type { DownloadView } from '../../core/model/modelLibrary.ts';
import { errorCard, stepsElsewhere } from '../texts.ts';
import { amount, bytesPerSecond, doneOf, percent, timeLeft, wholeGigabytes } from './amounts/texts.ts';
import { downloadCard } from './failures/texts.ts';
import { courseTexts } from './texts.ts';

/** What becomes of a file that has come. */
export interface Arrival {
  readonly file: CatalogueFile;
  /** `kept`: another model stays chosen. */
  readonly stage: 'loading' | 'kept' | 'failed';
  /** 0 to 1, of the loading. */
  readonly progress?: number;
  readonly error?: ModelError;
  /** The model that stays chosen, for people. */
  readonly instead?: string;
}

type Verdict = DownloadStep['verdict'];

/** A download for the panel. `minutes`: what is left of it, 0 = less than one. */
export function downloadCourse(
  view: DownloadView,
  known: { readonly minutes: number | undefined; readonly freeDisk: number | undefined },
): DownloadCourse {
  const { file, phase, done, total, error } = view;
  const standing = phase === 'paused' || phase === 'failed' ? phase : 'running';
  const title = courseTexts.title[phase === 'waiting' ? 'waiting' : standing](file.model);
  return {
    id: file.id,
    title,
    standing,
    ...(total > 0 ? { fraction: Math.min(1, done / total) } : {}),
    amount: amountOf(view, known.minutes),
    steps: stepsOf(view, known.freeDisk),
    ...(phase === 'failed' && error ? { card: downloadCard(error) } : {}),
  };
}

/** Parts that hold together; a narrow view breaks the line between them. */
const joined = (parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join('\u00a0· ');

function amountOf(
  { phase, done, total, bytesPerSecond: speed, error }: DownloadView,
  minutes: number | undefined,
): string {
  const amount = doneOf(done, total);
  switch (phase) {
    case 'waiting':
      return joined([amount, courseTexts.queued]);
    case 'connecting':
      return joined([amount, error ? courseTexts.again : courseTexts.connecting]);
    case 'downloading':
      return joined([
        amount,
        speed ? bytesPerSecond(speed) : undefined,
        minutes === undefined ? undefined : timeLeft(minutes),
      ]);
    case 'checking':
    case 'verifying':
    case 'paused':
    case 'failed':
      return amount;
  }
}

/** Where each phase stands: disk, file, sum. */
function verdictsOf({
  phase,
  error,
  done,
}: DownloadView): readonly [space: Verdict, file: Verdict, sum: Verdict] {
  switch (phase) {
    case 'waiting':
      return ['waiting', 'waiting', 'waiting'];
    case 'connecting':
      return done > 0 ? ['ok', 'running', 'waiting'] : ['running', 'waiting', 'waiting'];
    case 'checking':
    case 'downloading':
      return ['ok', 'running', 'waiting'];
    case 'verifying':
      return ['ok', 'ok', 'running'];
    case 'paused':
      return [done > 0 ? 'ok' : 'waiting', 'stopped', 'waiting'];
    case 'failed':
      if (error?.kind === 'noSpace') return ['failed', 'stopped', 'waiting'];
      if (error?.kind === 'wrongDigest' || error?.kind === 'damaged') return ['ok', 'ok', 'failed'];
      return [done > 0 ? 'ok' : 'waiting', 'failed', 'waiting'];
  }
}

function stepsOf(view: DownloadView, freeDisk: number | undefined): DownloadStep[] {
  const [space, file, sum] = verdictsOf(view);
  return [
    { id: 'space', verdict: space, text: spaceText(space, freeDisk) },
    { id: 'file', verdict: file, text: view.phase === 'checking' ? courseTexts.check : courseTexts.file },
    { id: 'sum', verdict: sum, text: courseTexts.sum },
    { id: 'memory', verdict: 'waiting', text: courseTexts.memory },
  ];
}

function spaceText(verdict: Verdict, freeDisk: number | undefined): string {
  if (verdict === 'failed') return courseTexts.space.none;
  if (verdict !== 'ok') return courseTexts.space.check;
  return freeDisk === undefined
    ? courseTexts.space.enough
    : courseTexts.enoughSpace(wholeGigabytes(freeDisk));
}

/** A file that has come, on its way into memory. */
export function arrivalCourse(arrival: Arrival): DownloadCourse {
  const { file, stage, progress } = arrival;
  const loading = stage === 'loading';
  const title = loading ? 'loading' : stage === 'failed' ? 'notLoaded' : 'done';
  const steps: DownloadStep[] = [
    { id: 'space', verdict: 'ok', text: courseTexts.space.enough },
    { id: 'file', verdict: 'ok', text: courseTexts.file },
    { id: 'sum', verdict: 'ok', text: courseTexts.sum },
  ];
  const memory: DownloadStep = {
    id: 'memory',
    verdict: loading ? 'running' : 'failed',
    text: courseTexts.memory,
  };
  const card = cardOf(arrival);
  return {
    id: file.id,
    title: courseTexts.title[title](file.model),
    standing: loading ? 'loading' : 'done',
    ...(loading ? { fraction: progress ?? 0 } : {}),
    amount: loading ? percent(progress ?? 0) : amount(file.bytes),
    steps: stage === 'kept' ? steps : [...steps, memory],
    ...(card ? { card } : {}),
  };
}

function cardOf({ file, stage, error, instead = '' }: Arrival): ErrorCard | undefined {
  const { kept, loadAgain } = courseTexts;
  if (stage === 'kept') {
    return {
      severity: 'info',
      title: kept.title(file.model),
      body: kept.body(instead),
      steps: [{ step: 'useDownloaded', label: kept.use(file.model) }],
    };
  }
  if (stage !== 'failed' || !error) return undefined;
  const card = errorCard(error);
  return { ...card, steps: [{ step: 'useDownloaded', label: loadAgain }, ...stepsElsewhere(card)] };
}
