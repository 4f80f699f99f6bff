import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button, IconButton } from '../parts/buttons.tsx';
import { Icon } from '../parts/icon.tsx';
import { OptionList } from '../parts/optionList.tsx';
import { useKeys } from '../parts/useKeys.ts';
import { usePanel } from '../state/context.ts';
import type { PanelState } from '../state/panelState.ts';
import { QuestionWalk, withQuestion } from './askedQuestions.ts';
import { AttachedChips } from './chips.tsx';
import { StateDot, stateText } from './modelState.tsx';
import { asksForPlaces } from './placesCommand.ts';
import { TooLong } from './tooLong.tsx';
import { MENTION_LIST, useMentions } from './useMentions.ts';
import { SLASH_LIST, useSlash } from './useSlash.ts';

/** A pause in typing after which the gauge follows. */
const DRAFT_REST = 150;

interface ComposerProps {
  readonly state: PanelState;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly modelButton: RefObject<HTMLButtonElement | null>;
  readonly modelsOpen: boolean;
  readonly onToggleModels: () => void;
  /** ↑ in the empty field. False when there is no question to change. */
  readonly onEditLast: () => boolean;
  /** Opens the list of what goes into the request. */
  readonly onShowContext: () => void;
}

/** The next question: what goes with it, its words, who answers, and the way to send it. */
export function Composer(props: ComposerProps) {
  const { state, field, modelsOpen } = props;
  const { words, post, store, mac } = usePanel();
  const draft = useDraft();
  const mentions = useMentions(state.mentions, field);
  const slash = useSlash(state.slashCommands, field);
  useKeys((event) => {
    // By its place on the keyboard: in the Russian layout the letter is another.
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== 'KeyA') return false;
    mentions.begin();
    return true;
  });
  useOrder(state.composerOrder, draft.set, field);
  const answers = state.models?.chosen !== undefined || asksForPlaces(draft.text, state.placesCommands);
  const ready = draft.text.trim() !== '' && answers;
  const send = (shortened = false): void => {
    if (!ready || state.busy) return;
    post({ type: 'send', text: draft.text.trim(), ...(shortened && { shortened: 'yes' }) });
    store.keep({ asked: withQuestion(store.kept.asked, draft.text.trim()) });
    draft.set('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (mentions.takeKey(event) || slash.takeKey(event)) {
      event.preventDefault();
      // Esc closes the list and does not stop the answer.
      event.stopPropagation();
      return;
    }
    const { selectionStart, selectionEnd } = event.currentTarget as HTMLTextAreaElement;
    const collapsedAtStart = selectionStart === 0 && selectionEnd === 0;
    if (event.key === 'Enter' && !event.shiftKey) send();
    else if (event.key === 'Backspace' && collapsedAtStart && state.chips.length > 0) {
      post({ type: 'removeChip', id: state.chips.at(-1)?.id ?? '' });
    } else if (event.key === 'ArrowUp' && draft.text === '' && props.onEditLast()) {
      // The editor of the question has the focus now.
    } else if (event.key === 'ArrowUp' && !event.shiftKey && draft.older(selectionStart)) {
      field.current?.setSelectionRange(0, 0);
    } else if (event.key === 'ArrowDown' && !event.shiftKey && draft.newer(selectionEnd)) {
      field.current?.setSelectionRange(-1, -1);
    } else return;
    event.preventDefault();
  };
  const placeholder = state.busy
    ? 'input.draft'
    : state.chat.turns.length > 0
      ? 'input.followUp'
      : 'input.placeholder';
  const pointsAt = pointedAt(mentions, MENTION_LIST) ?? pointedAt(slash, SLASH_LIST);
  return (
    <div class="composer">
      {state.tooLong && (
        <TooLong report={state.tooLong} onSend={() => send(true)} onPick={props.onShowContext} />
      )}
      {mentions.shown && (
        <OptionList
          id={MENTION_LIST}
          label={words('mention.label')}
          rows={mentions.rows}
          active={mentions.active}
          onPick={({ id }) => mentions.pick(id)}
          unit={words('mention.unit')}
        />
      )}
      {slash.shown && !mentions.shown && (
        <OptionList
          id={SLASH_LIST}
          label={words('slash.label')}
          rows={slash.rows}
          active={slash.active}
          onPick={({ id }) => slash.pick(id)}
        />
      )}
      <AttachedChips
        chips={withFates(state)}
        suggestion={state.suggestion}
        onRemoved={() => field.current?.focus()}
      />
      <textarea
        ref={field}
        rows={2}
        aria-label={words('input.label')}
        placeholder={words(placeholder)}
        value={draft.text}
        aria-autocomplete="list"
        {...pointsAt}
        onInput={(event) => {
          draft.set(event.currentTarget.value);
          mentions.follow(event.currentTarget, event.data ?? undefined);
          slash.follow(event.currentTarget, event.data ?? undefined);
        }}
        onSelect={({ currentTarget }) => {
          mentions.follow(currentTarget);
          slash.follow(currentTarget);
        }}
        onBlur={() => {
          mentions.close();
          slash.close();
        }}
        onKeyDown={onKeyDown}
      />
      <div class="composer__bar">
        <IconButton
          icon="mention"
          label={words('input.mention', { key: mac ? '⌥A' : 'Alt+A' })}
          // The field keeps the focus, and with it the place of the caret.
          onMouseDown={(event) => event.preventDefault()}
          onClick={mentions.begin}
        />
        <ModelChip {...props} open={modelsOpen} />
        <span class="spring" />
        {state.busy ? (
          <Button small onClick={() => post({ type: 'stop' })}>
            <Icon name="debug-stop" />
            {words('run.stop')}
            <kbd>Esc</kbd>
          </Button>
        ) : (
          <IconButton
            icon="send"
            class="send"
            label={words(state.models?.chosen === undefined ? 'input.noModel' : 'input.send')}
            disabled={!ready}
            onClick={() => {
              send();
              field.current?.focus();
            }}
          />
        )}
      </div>
    </div>
  );
}

interface ShownList {
  readonly shown: boolean;
  readonly active: number;
}

/** What the field says of a list that is worked from it. */
function pointedAt({ shown, active }: ShownList, id: string) {
  if (!shown) return undefined;
  return { 'aria-controls': id, ...(active >= 0 && { 'aria-activedescendant': `${id}-${active}` }) };
}

/** Chips with what would become of them now. */
function withFates({ chips, gauge }: PanelState): PanelState['chips'] {
  const fates = new Map(gauge?.rows.map(({ id, fate }) => [id, fate]));
  return chips.map((chip) => {
    const fate = chip.fate ?? fates.get(chip.id);
    return fate ? { ...chip, fate } : chip;
  });
}

function ModelChip({ state, modelButton, open, onToggleModels }: ComposerProps & { open: boolean }) {
  const { words } = usePanel();
  const chosen = state.models?.rows.find(({ ref }) => ref === state.models?.chosen);
  return (
    <button
      type="button"
      class="model-chip"
      ref={modelButton}
      aria-haspopup="dialog"
      aria-expanded={open}
      onClick={onToggleModels}
    >
      <StateDot state={chosen?.state ?? 'unknown'} />
      <span class="sr-only">{words('model.prefix')}</span>
      <span class="model-chip__name">{chosen?.name ?? words('model.none')}</span>
      {chosen && <span class="model-chip__where">{chosen.where}</span>}
      {chosen && <span class="sr-only">, {stateText(chosen, words)}</span>}
      <Icon name="chevron-down" />
    </button>
  );
}

/** Orders that were obeyed: the composer may be drawn anew while the last one still stands in the state. */
const obeyed = new WeakSet<object>();

/** Does what the extension says, once. */
function useOrder(
  order: PanelState['composerOrder'],
  setText: (text: string) => void,
  field: ComposerProps['field'],
): void {
  useLayoutEffect(() => {
    if (!order || obeyed.has(order)) return;
    obeyed.add(order);
    if (order.text !== undefined) setText(order.text);
    if (order.focus) field.current?.focus();
    // An order is obeyed when it comes.
  }, [order]);
}

/** The words that are being written: kept over reloads, reported at rest. */
function useDraft() {
  const { post, store } = usePanel();
  const [text, setText] = useState(() => store.kept.draft);
  const walk = useRef<QuestionWalk>(undefined);
  const show = (next: string): void => {
    setText(next);
    store.keep({ draft: next });
  };
  const set = (next: string): void => {
    walk.current = undefined;
    show(next);
  };
  const reported = useRef('');
  useEffect(() => {
    if (text === reported.current) return;
    const timer = setTimeout(() => {
      reported.current = text;
      post({ type: 'draft', text });
    }, DRAFT_REST);
    return () => clearTimeout(timer);
  }, [text, post]);
  const move = (next: string | undefined): boolean => {
    if (next !== undefined) show(next);
    return next !== undefined;
  };
  return {
    text,
    set,
    /** To the question asked before, from the first line. False when the key is not about that. */
    older(caret: number): boolean {
      const inWalk = walk.current !== undefined;
      if (inWalk ? text.slice(0, caret).includes('\n') : caret !== 0) return false;
      walk.current ??= new QuestionWalk(store.kept.asked, text);
      return move(walk.current.older());
    },
    /** Back towards the draft, from the last line. */
    newer(caret: number): boolean {
      if (!walk.current || text.slice(caret).includes('\n')) return false;
      return move(walk.current.newer());
    },
  };
}
