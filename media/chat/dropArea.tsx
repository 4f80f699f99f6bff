import { useEffect, useState } from 'preact/hooks';
import { usePanel } from '../state/context.ts';

/** How the editor hands over what is dragged: addresses line by line, or as a list. */
const LINES = ['text/uri-list', 'application/vnd.code.uri-list'];
const LIST = 'resourceurls';

/** Takes files that are dropped anywhere on the panel. In the editor that needs Shift; without it nothing comes here. */
export function DropArea() {
  const { words, post } = usePanel();
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const holds = ({ dataTransfer }: DragEvent): boolean =>
      [...(dataTransfer?.types ?? [])].some((type) => [...LINES, LIST].includes(type.toLowerCase()));
    const enter = (event: DragEvent): void => {
      if (!holds(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = (): void => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const move = (event: DragEvent): void => {
      if (!holds(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    };
    const drop = (event: DragEvent): void => {
      depth = 0;
      setOver(false);
      const uris = event.dataTransfer ? droppedUris(event.dataTransfer) : '';
      if (uris === '') return;
      // Else the field would take the addresses as text.
      event.preventDefault();
      event.stopPropagation();
      post({ type: 'attachFiles', uris });
    };
    const capture = { capture: true };
    document.addEventListener('dragenter', enter);
    document.addEventListener('dragleave', leave);
    document.addEventListener('dragover', move);
    document.addEventListener('drop', drop, capture);
    return () => {
      document.removeEventListener('dragenter', enter);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('dragover', move);
      document.removeEventListener('drop', drop, capture);
    };
  }, [post]);
  return over ? <div class="drop">{words('input.drop')}</div> : null;
}

function droppedUris(data: DataTransfer): string {
  for (const type of LINES) {
    const lines = data.getData(type);
    if (lines !== '') return lines;
  }
  try {
    const list: unknown = JSON.parse(data.getData(LIST));
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string').join('\n') : '';
  } catch {
    return '';
  }
}
