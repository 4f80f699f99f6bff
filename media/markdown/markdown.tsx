import { useLayoutEffect, useRef } from 'preact/hooks';
import { usePanel } from '../state/context.ts';
import type { Sources } from './citations.ts';
import { MarkdownView } from './markdownView.ts';

interface MarkdownProps {
  readonly text: string;
  readonly writing: boolean;
  /** What the text may cite. */
  readonly sources?: Sources;
  /** Whose answer it is: its code can be applied. */
  readonly turn?: string;
}

/** Text of a model. Its nodes are made by `MarkdownView`; the view library never looks inside. */
export function Markdown({ text, writing, sources, turn }: MarkdownProps) {
  const panel = usePanel();
  const root = useRef<HTMLDivElement>(null);
  const view = useRef<MarkdownView>(undefined);
  useLayoutEffect(() => {
    if (!root.current) return;
    view.current ??= new MarkdownView(root.current, { ...panel, turn });
    view.current.show(text, writing, sources);
  });
  useLayoutEffect(() => () => view.current?.dispose(), []);
  return <div class="prose" ref={root} />;
}
