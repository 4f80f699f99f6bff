import * as vscode from 'vscode';
import type { DownloadCourse, ErrorCard, NextStep, Screen } from '../../core/chat/protocol.ts';
import type { Subscription } from '../../core/events.ts';
import { paced } from '../paced.ts';
import { errorCard, stepsElsewhere } from '../texts.ts';
import { doneOf } from './amounts/texts.ts';
import { downloadCard } from './failures/texts.ts';
import type { DownloadNews, LocalModels } from './localModels.ts';
import { noticeTexts } from './texts.ts';

/** The panel, as far as it matters whether something is seen there. */
export interface PanelSight {
  /** It is seen; `screen`: this screen of it. */
  visible(screen?: Screen): boolean;
  readonly onDidChangeSight: (listener: () => void) => Subscription;
  takeStep(step: NextStep): Promise<void>;
}

/** A progress notification that is shown. */
interface Shown {
  /** Which download, and whether it is fetched or loaded. */
  readonly key: string;
  readonly report: (course: DownloadCourse) => void;
  readonly close: () => void;
}

const REPORTS_APART = 250;

/** Tells of downloads outside of the panel: how they go while it is closed, and how they end unless its screen is seen. */
export class DownloadNotices {
  readonly #local: LocalModels;
  readonly #panel: PanelSight;
  readonly #subscriptions: readonly Subscription[];
  #shown: Shown | undefined;
  /** It is known whether a download waits from before the start. */
  #looked = false;

  constructor(local: LocalModels, panel: PanelSight) {
    this.#local = local;
    this.#panel = panel;
    const update = paced(() => this.#update(), REPORTS_APART);
    this.#subscriptions = [
      local.onDidChange(() => {
        this.#remind();
        update.call();
      }),
      panel.onDidChangeSight(update.call),
      local.onNews((news) => void this.#tell(news)),
      update,
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#close();
  }

  #update(): void {
    const course = this.#local.course();
    const key = course && `${course.id} ${course.standing}`;
    const moves = course?.standing === 'running' || course?.standing === 'loading';
    const wanted = moves && !this.#panel.visible();
    if (this.#shown && (!wanted || this.#shown.key !== key)) this.#close();
    if (!course || !key || !wanted) return;
    this.#shown ??= this.#open(course, key);
    this.#shown.report(course);
  }

  #open({ id, title, standing, amount }: DownloadCourse, key: string): Shown {
    let close = (): void => {};
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    let shown = 0;
    let report: Shown['report'] = () => {};
    const options = {
      location: vscode.ProgressLocation.Notification,
      title,
      // Loading is short, and a model half loaded is of no use.
      cancellable: standing === 'running',
    };
    void vscode.window.withProgress(options, (progress, cancellation) => {
      report = ({ amount: message, fraction = 0 }) => {
        const percent = Math.floor(fraction * 100);
        progress.report({ message, increment: Math.max(0, percent - shown) });
        shown = Math.max(shown, percent);
      };
      cancellation.onCancellationRequested(() => void this.#pause(id, amount));
      return closed;
    });
    return { key, report: (course) => report(course), close };
  }

  #close(): void {
    this.#shown?.close();
    this.#shown = undefined;
  }

  async #pause(id: string, amount: string): Promise<void> {
    const view = this.#local.shown;
    await this.#local.pause(id);
    const model = view?.file.model ?? id;
    const said = noticeTexts.paused(model, view ? doneOf(view.done, view.total) : amount);
    await this.#offer(said, [{ step: 'resumeDownload', label: noticeTexts.resume }]);
  }

  /** Once, when the files have been looked at: a download that an earlier start did not finish. */
  #remind(): void {
    if (this.#looked) return;
    const view = this.#local.shown;
    if (!view) return;
    this.#looked = true;
    const waits = view.phase === 'paused' && view.error?.kind !== 'busy';
    if (!waits || this.#panel.visible()) return;
    const said = noticeTexts.unfinished(view.file.model, doneOf(view.done, view.total));
    void this.#offer(said, [{ step: 'resumeDownload', label: noticeTexts.resume }]);
  }

  async #tell(news: DownloadNews): Promise<void> {
    if (news.kind === 'ready' || this.#panel.visible('download')) return;
    const { model } = news.file;
    if (news.kind === 'failed') return this.#warn(downloadCard(news.error));
    if (news.kind === 'notLoaded') return this.#warn(errorCard(news.error));
    const openChat = { step: 'openChat', label: noticeTexts.openChat } as const;
    if (news.instead === undefined) return this.#offer(noticeTexts.chosen(model), [openChat]);
    const use = { step: 'useDownloaded', label: noticeTexts.use(model) } as const;
    return this.#offer(noticeTexts.kept(model, news.instead), [use, openChat]);
  }

  async #offer(text: string, steps: ErrorCard['steps']): Promise<void> {
    const labels = steps.map(({ label }) => label);
    await this.#take(steps, await vscode.window.showInformationMessage(text, ...labels));
  }

  async #warn(card: ErrorCard): Promise<void> {
    const steps = stepsElsewhere(card);
    const labels = steps.map(({ label }) => label);
    const said = `${card.title}. ${card.body}`;
    await this.#take(steps, await vscode.window.showWarningMessage(said, ...labels));
  }

  async #take(steps: ErrorCard['steps'], label: string | undefined): Promise<void> {
    const chosen = steps.find((one) => one.label === label);
    if (chosen) await this.#panel.takeStep(chosen.step);
  }
}
