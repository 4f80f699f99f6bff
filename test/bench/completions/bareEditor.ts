import { setTimeout } from 'node:timers/promises';
import { charactersPerToken } from '../../../src/core/completion/charactersPerToken.ts';
import type { Clock } from '../../../src/core/completion/clock.ts';
import type { Completer, CompleterRooms } from '../../../src/core/completion/completer.ts';
import { AnchoredWindows, type SourceText, windowSize } from '../../../src/core/completion/window.ts';
import type { LanguageModel } from '../../../src/core/model/languageModel.ts';
import { type Document, type Editor, Item, Position, Range } from './editor.ts';

const clock: Clock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) =>
    setTimeout(milliseconds, undefined, { signal }).catch(() => {
      // Aborted: that ends the wait, too.
    }),
};

/** What a completer needs to ask this model. */
export function roomsOf(model: LanguageModel): CompleterRooms {
  const { card } = model;
  const entry = { ref: `local/${card.id}`, card, place: { kind: 'local' }, state: 'ready' } as const;
  const counter = { count: (text: string) => text.length, exact: false };
  return { open: async () => ({ entry, model, counter }), clock };
}

/** The completer with nothing of an editor around it but what the typist needs. */
export function bareEditor(completer: Completer, windowTokens: number): Editor {
  const windows = new AnchoredWindows();
  const windowAt = (document: Document, { line, character }: Position) => {
    const whole = document.lineAt(line).text;
    const cursor = { line, before: whole.slice(0, character), after: whole.slice(character) };
    return windows.at(sourceOf(document), cursor, (sample) =>
      windowSize(windowTokens, charactersPerToken(sample)),
    );
  };
  return {
    provider: {
      async provideInlineCompletionItems(document, position, _context, token) {
        const window = windowAt(document, position);
        if (!window) return undefined;
        const controller = new AbortController();
        token.onCancellationRequested(() => controller.abort());
        const completion = await completer.complete(window, { invoked: false, signal: controller.signal });
        if (!completion) return undefined;
        const end = new Position(position.line, position.character + completion.replaces);
        return [new Item(completion.text, new Range(position, end))];
      },
    },
    open: (document) => {
      const window = windowAt(document, document.cursor);
      if (window) void completer.warmUp(window);
    },
    moved: () => {},
  };
}

/** A document of the bench as completions read it. */
export function sourceOf(document: Document): SourceText {
  return {
    uri: document.uri.toString(),
    path: document.uri.fsPath,
    language: document.languageId,
    lineCount: document.lineCount,
    line: (index) => document.lineAt(index).text,
  };
}
