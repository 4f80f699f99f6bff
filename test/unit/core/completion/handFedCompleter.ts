import assert from 'node:assert/strict';
import { Completer } from '../../../../src/core/completion/completer.ts';
import { AnchoredWindows } from '../../../../src/core/completion/window.ts';
import { windowOf } from './drawn.ts';
import { HandClock, HandFedModel, settled } from './handFed.ts';

/** A completer whose model and time the test has in its hands; `more` counts how often it told of more. */
export function handFedCompleter() {
  const model = new HandFedModel();
  const clock = new HandClock();
  const windows = new AnchoredWindows();
  let told = 0;
  const onMore = () => {
    told += 1;
  };
  const completer = new Completer({ open: async () => model.open(), clock, onMore });
  return { model, clock, windows, completer, more: () => told };
}

/** A user before an editor: each call shows a document with its cursor, and the call before is cancelled. */
export function typist() {
  const { model, clock, windows, completer, more } = handFedCompleter();
  let controller = new AbortController();
  /** Calls the completer and lets the pause before a request pass. */
  const call = async (picture: string, invoked = false) => {
    controller.abort();
    controller = new AbortController();
    const result = completer.complete(windowOf(picture, windows), { invoked, signal: controller.signal });
    await settled();
    await clock.pass(invoked ? 0 : 200);
    // In an object: a promise itself would be waited for.
    return { result };
  };
  /** What is shown at once; fails when nothing is known yet. */
  const shown = async (picture: string) => {
    const { result } = await call(picture);
    const pending = Symbol('pending');
    const first = await Promise.race([result, settled().then(() => pending)]);
    assert.notEqual(first, pending, 'the completion is not there yet');
    return (first as Awaited<typeof result>)?.text;
  };
  const cancel = () => controller.abort();
  return { model, clock, completer, windows, call, shown, cancel, more };
}
