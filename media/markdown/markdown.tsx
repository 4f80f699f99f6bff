import { useLayoutEffect, useRef } from 'preact/hooks';
import { usePanel } from '../state/context.ts';
import type { Sources } from './citations.ts';
import { MarkdownView } from './markdownView.ts';

interface MarkdownProps {
  readonly text: string;
  readonly writing: boolean;
  /** What the text may cite. */
  readonly sources?: Sources;
}

/** Text of a model. Its nodes are made by `MarkdownView`; the view library never looks inside. */
export function Markdown({ text, writing, sources }: MarkdownProps) {
  const panel = usePanel();
  const root = useRef<HTMLDivElement>(null);
  const view = useRef<MarkdownView>(undefined);
  useLayoutEffect(() => {
    if (!root.current) return;
    view.current ??= new MarkdownView(root.current, panel);
    view.current.show(text, writing, sources);
  });
  useLayoutEffect(() => () => view.current?.dispose(), []);
  return <div class="prose" ref={root} />;
}
